import { type SpawnSyncOptions, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigurationError } from '../../config/configuration.error.js';
import { serverEnvironment } from './server-environment.js';

/** Who owns a file. */
interface Owner {
  uid: number;
  gid: number;
}

/** How to run PostgreSQL's programs, which refuse to run as root. */
export interface ServerAccount {
  /** Command and arguments to run `program` under the account. */
  command(program: string, args: string[]): [string, string[]];
  /** Whom the server's files must belong to, if not to us. */
  owner?: Owner;
  /** The user that must be named when a program is spawned, if `command` does not change to it. */
  uid?: number;
  gid?: number;
}

/**
 * Picks the account for the embedded server: our own, unless we are root. As root it is the owner of existing data, else
 * the system's `postgres` or `nobody`. It has no privilege, but for one where its files are out of its reach otherwise, as
 * below `/root` (mode 0700): CAP_DAC_READ_SEARCH. It can write nothing but what belongs to it.
 * @param dataFolder folder of the server's data, which need not exist yet
 * @param program one of PostgreSQL's programs
 * @throws ConfigurationError if no account reaches both
 */
export function serverAccount(dataFolder: string, program: string): ServerAccount {
  if (process.getuid?.() !== 0) return { command: (name, args) => [name, args] };
  const owner = ownerOf(dataFolder) ?? systemAccount();
  const found = accountsOf(owner).find((account) => reaches(account, program, dirname(dataFolder)));
  if (found !== undefined) return found;
  throw new ConfigurationError([
    `DATA_DIR and the folder of the service must be accessible to the user ${owner.uid}, which runs the embedded ` +
      'PostgreSQL, since root cannot; move them out of closed folders such as /root, or start the service as another user',
  ]);
}

/** Ways to become the owner, the least privileged first; the last is for systems without `setpriv`. */
function accountsOf(owner: Owner): ServerAccount[] {
  const byCommand = ['-all', '-all,+dac_read_search'].map((privileges): ServerAccount => {
    const flags = privilegeFlags(owner, privileges);
    return { command: (program, args) => ['setpriv', [...flags, program, ...args]], owner };
  });
  return [...byCommand, { command: (program, args) => [program, args], owner, ...owner }];
}

function privilegeFlags({ uid, gid }: Owner, privileges: string): string[] {
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  const sets = ['inh-caps', 'ambient-caps', 'bounding-set'].map((set) => `--${set}=${privileges}`);
  // Without no_setuid_fixup, access(2) would ignore the privilege that open(2) honours.
  return [...identity, '--securebits=+no_setuid_fixup', ...sets];
}

function reaches(account: ServerAccount, program: string, folder: string): boolean {
  const { uid, gid } = account;
  const [name, args] = account.command('sh', ['-c', 'test -x "$0" && test -x "$1"', program, folder]);
  const identity = uid === undefined ? {} : { uid, gid };
  const options: SpawnSyncOptions = { stdio: 'ignore', env: serverEnvironment(), ...identity };
  return spawnSync(name, args, options).status === 0;
}

function ownerOf(folder: string): Owner | undefined {
  if (!existsSync(folder)) return undefined;
  const { uid, gid } = statSync(folder);
  return uid === 0 ? undefined : { uid, gid };
}

function systemAccount(): Owner {
  const accounts = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : [];
  const line = ['postgres:', 'nobody:']
    .map((name) => accounts.find((account) => account.startsWith(name)))
    .find(Boolean);
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}
