import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withLock } from './launch-lock.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import { findPostmaster, isAlive, type Postmaster, removeStalePostmaster } from './postmaster-file.js';
import { type ServerAccount, serverAccount } from './server-account.js';

/** How long a new server may take to write postmaster.pid, its first action; less than the launch lock's limit. */
const ANNOUNCE_TIMEOUT_MS = 3_000;

/** Initializes the folder of the embedded server and launches it: one server, however many processes start at once. */
export class ServerLauncher {
  /** Log file of the server and of initdb. */
  readonly log: string;
  private readonly folder: string;
  private readonly account: ServerAccount;

  /** @param passwordFile holds the password for a new database */
  constructor(
    private readonly dataDir: string,
    private readonly passwordFile: string,
  ) {
    this.log = join(dataDir, 'postgres.log');
    this.folder = resolve(dataDir, 'postgres');
    this.account = serverAccount(this.folder);
  }

  /** Whether the folder holds a database. */
  get hasData(): boolean {
    return existsSync(join(this.folder, 'PG_VERSION'));
  }

  /** The server that runs on the folder, whichever process launched it. */
  find(): Promise<Postmaster | undefined> {
    return findPostmaster(this.folder);
  }

  /**
   * Makes the data folder.
   * @throws ConfigurationError where no PostgreSQL is installed
   */
  async prepare(): Promise<void> {
    await findPostgresBinaries();
    await mkdir(this.dataDir, { recursive: true, mode: 0o700 });
  }

  /**
   * Finds the server, or launches it; it may still refuse connections, or be shutting down.
   * @param pickPort chooses the port of a new server
   * @returns the server, and whether it was launched by this call
   */
  async findOrLaunch(pickPort: () => Promise<number>): Promise<Postmaster & { isNew: boolean }> {
    const binaries = await findPostgresBinaries();
    if (!this.hasData) await this.initialize(binaries.initdb);
    // Under a lock: launching removes files of a dead server, which look like those of a server that is just starting.
    return withLock(`${this.folder}.launch`, async () => {
      const running = await this.find();
      if (running !== undefined) return { ...running, isNew: false };
      await removeStalePostmaster(this.folder);
      const port = await pickPort();
      return { pid: await this.launch(binaries.postgres, port), port, isNew: true };
    });
  }

  private async launch(postgres: string, port: number): Promise<number> {
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=100'];
    const args = ['-D', this.folder, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
    const server = this.spawn(postgres, args);
    server.unref();
    const pid = server.pid ?? 0;
    const deadline = Date.now() + ANNOUNCE_TIMEOUT_MS;
    while (isAlive(pid) && (await this.find()) === undefined && Date.now() < deadline) await sleep(5);
    return pid;
  }

  /** Initializes a draft folder and renames it, so that an interrupted start leaves no half-made database behind. */
  private async initialize(initdb: string): Promise<void> {
    const draft = `${this.folder}.${process.pid}`;
    const encoding = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${resolve(this.passwordFile)}`];
    const child = this.spawn(initdb, ['-D', draft, ...encoding, ...access]);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`initdb failed (exit ${String(code)}); see ${this.log}`);
    await rename(draft, this.folder).catch(async (error: unknown) => {
      await rm(draft, { recursive: true, force: true });
      if (!this.hasData) throw error;
    });
  }

  private spawn(program: string, args: string[]): ChildProcess {
    const [command, all] = this.account.command(program, args);
    const { uid, gid } = this.account;
    const identity = uid === undefined ? {} : { uid, gid };
    const log = openSync(this.log, 'a', 0o600);
    try {
      // Detached: Ctrl-C signals the whole process group, and the server must outlive the service's shutdown.
      return spawn(command, all, { ...identity, detached: true, stdio: ['ignore', log, log] });
    } finally {
      closeSync(log);
    }
  }
}
