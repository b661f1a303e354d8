import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';

/** How to run PostgreSQL's programs, which refuse to run as root. */
export interface ServerAccount {
  /** Command and arguments to run `program` under the account. */
  command(program: string, args: string[]): [string, string[]];
  uid?: number;
  gid?: number;
}

/**
 * Picks the account for the embedded server: our own, unless we are root. As root it is the owner of existing data, else
 * the system's `postgres` or `nobody`. That account keeps one privilege, CAP_DAC_OVERRIDE, because a checkout below
 * `/root` (mode 0700) would be out of its reach otherwise.
 */
export function serverAccount(dataFolder: string): ServerAccount {
  if (process.getuid?.() !== 0) return { command: (program, args) => [program, args] };
  const { uid, gid } = ownerOf(dataFolder) ?? systemAccount();
  const flags = privilegeFlags(uid, gid);
  const works = spawnSync('setpriv', [...flags, 'true'], { stdio: 'ignore' }).status === 0;
  return works
    ? { command: (program, args) => ['setpriv', [...flags, program, ...args]] }
    : { command: (program, args) => [program, args], uid, gid };
}

function privilegeFlags(uid: number, gid: number): string[] {
  const only = (set: string) => `--${set}=-all,+dac_override`;
  const identity = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups'];
  // Without no_setuid_fixup, access(2) would ignore the privilege that open(2) honours.
  return [...identity, '--securebits=+no_setuid_fixup', only('inh-caps'), only('ambient-caps'), only('bounding-set')];
}

function ownerOf(folder: string): { uid: number; gid: number } | undefined {
  if (!existsSync(folder)) return undefined;
  const { uid, gid } = statSync(folder);
  return uid === 0 ? undefined : { uid, gid };
}

function systemAccount(): { uid: number; gid: number } {
  const accounts = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : [];
  const line = ['postgres:', 'nobody:']
    .map((name) => accounts.find((account) => account.startsWith(name)))
    .find(Boolean);
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 65_534), gid: Number(gid ?? 65_534) };
}
