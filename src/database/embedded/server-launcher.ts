import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { access, chmod, chown, constants, copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataFolderError, ServerStartError } from './data-folder.errors.js';
import { assertVersion } from './data-version.js';
import { withLock } from './launch-lock.js';
import { findPostgresBinaries, type PostgresBinaries, versionOf } from './postgres-binaries.js';
import { findPostmaster, isAlive, type Postmaster, removeStalePostmaster } from './postmaster-file.js';
import { type ServerAccount, serverAccount } from './server-account.js';
import { serverEnvironment } from './server-environment.js';
import type { ServerLog } from './server-log.js';
import { SERVER_SETTINGS } from './server-settings.js';

/** How long a new server may take to write postmaster.pid, its first action; less than the launch lock's limit. */
const ANNOUNCE_TIMEOUT_MS = 3_000;

/** A server that runs, or was just launched and may not. */
interface LaunchedServer {
  pid: number;
  port: number;
  /** Whether this process launched it. */
  isNew: boolean;
}

/** Initializes the folder of the embedded server and launches it: one server, however many processes start at once. */
export class ServerLauncher {
  private readonly folder: string;
  private account: ServerAccount | undefined;

  /**
   * @param passwordFile holds the superuser's password for a new database
   * @param log takes the output of the server and of initdb
   */
  constructor(
    private readonly dataDir: string,
    private readonly passwordFile: string,
    private readonly log: ServerLog,
  ) {
    this.folder = resolve(dataDir, 'postgres');
  }

  /** Whether the folder holds a database. */
  get hasData(): boolean {
    return existsSync(join(this.folder, 'PG_VERSION'));
  }

  /** The server that runs on the folder, whichever process launched it. */
  find(): Promise<Postmaster | undefined> {
    return findPostmaster(this.folder);
  }

  /** Whether the server `pid` runs on the folder and has its port, so that no other program answers there. */
  async isReady(pid: number): Promise<boolean> {
    const found = await this.find();
    return found?.pid === pid && found.isReady;
  }

  /**
   * Makes the data folder, or checks that it fits.
   * @throws ConfigurationError if no PostgreSQL is installed, or it does not run
   * @throws DataFolderError if what it holds is of another version of PostgreSQL, or no database
   */
  async prepare(): Promise<void> {
    const { postgres } = await findPostgresBinaries();
    const version = versionOf(postgres);
    await mkdir(this.dataDir, { recursive: true, mode: 0o700 });
    await access(this.dataDir, constants.W_OK);
    await this.assertOwnFolder();
    await assertVersion(this.folder, version);
    await this.log.clean();
  }

  private async assertOwnFolder(): Promise<void> {
    const found = await readdir(this.folder).catch(() => []);
    // Asked last: another process may put its new database there at any moment.
    if (found.length === 0 || this.hasData) return;
    throw new DataFolderError(
      `${this.folder} is not empty, and holds no database; move away what is in it, or set DATA_DIR to another folder.`,
    );
  }

  /**
   * Finds the server, or launches it; it may still refuse connections, or be shutting down.
   * @param pickPort chooses the port of a new server
   * @returns the server, and whether it was launched by this call
   * @throws ServerStartError if its database cannot be made
   */
  async findOrLaunch(pickPort: () => Promise<number>): Promise<LaunchedServer> {
    const binaries = await findPostgresBinaries();
    this.account ??= await this.chooseAccount(binaries);
    if (!this.hasData) await this.initialize(binaries.initdb, this.account);
    const { account } = this;
    // Under a lock: launching removes files of a dead server, which look like those of a server that is just starting.
    return withLock(`${this.folder}.launch`, async () => {
      const running = await this.find();
      if (running !== undefined) return { pid: running.pid, port: running.port, isNew: false };
      await removeStalePostmaster(this.folder);
      const port = await pickPort();
      return { pid: await this.launch(binaries.postgres, account, port), port, isNew: true };
    });
  }

  private async chooseAccount({ postgres }: PostgresBinaries): Promise<ServerAccount> {
    // The server's account passes through our folder to its own; what else is in it is closed to it.
    if (process.getuid?.() === 0) await chmod(this.dataDir, (await stat(this.dataDir)).mode | 0o011);
    return serverAccount(this.folder, postgres);
  }

  private async launch(postgres: string, account: ServerAccount, port: number): Promise<number> {
    const settings = Object.entries(SERVER_SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const server = this.spawn(account, postgres, ['-D', this.folder, '-p', String(port), ...settings]);
    server.unref();
    const pid = server.pid ?? 0;
    const deadline = Date.now() + ANNOUNCE_TIMEOUT_MS;
    while (isAlive(pid) && (await this.find()) === undefined && Date.now() < deadline) await sleep(5);
    return pid;
  }

  /** Initializes a draft folder and renames it, so that an interrupted start leaves no half-made database behind. */
  private async initialize(initdb: string, account: ServerAccount): Promise<void> {
    const draft = `${this.folder}.${process.pid}`;
    const password = `${draft}.password`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    await copyFile(this.passwordFile, password);
    await Promise.all([draft, password].map((path) => handOver(path, account)));
    const encoding = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${password}`];
    const child = this.spawn(account, initdb, ['-D', draft, ...encoding, ...access]);
    const [code] = (await once(child, 'exit')) as [number | null];
    await rm(password);
    if (code !== 0) {
      await rm(draft, { recursive: true, force: true });
      throw new ServerStartError(
        `PostgreSQL could not make its database in ${this.dataDir}; ${this.log.path} says why.`,
      );
    }
    await rename(draft, this.folder).catch(async (error: unknown) => {
      await rm(draft, { recursive: true, force: true });
      if (!this.hasData) throw error;
    });
  }

  private spawn(account: ServerAccount, program: string, args: string[]): ChildProcess {
    const [command, all] = account.command(program, args);
    const { uid, gid } = account;
    const identity = uid === undefined ? {} : { uid, gid };
    return this.log.append((log) =>
      // Detached: Ctrl-C signals the whole process group, and the server must outlive the service's shutdown.
      spawn(command, all, { ...identity, env: serverEnvironment(), detached: true, stdio: ['ignore', log, log] }),
    );
  }
}

/** The server's account cannot read what is ours, and cannot create anything in our folder. */
async function handOver(path: string, { owner }: ServerAccount): Promise<void> {
  if (owner !== undefined) await chown(path, owner.uid, owner.gid);
}
