import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { whileAlone } from './launch-lock.js';
import { findPostgresBinaries } from './postgres-binaries.js';
import { findPostmaster, isAlive, type Postmaster, removeStalePostmaster } from './postmaster-file.js';
import { type ServerAccount, serverAccount } from './server-account.js';

/** For a server to say in its folder that it runs, which is the first thing it does; less than the lock lasts. */
const ANNOUNCE_TIMEOUT_MS = 3_000;

/** Makes the folder of the embedded server and launches it there: one server, however many ask for it at once. */
export class ServerLauncher {
  /** What the server and initdb say. */
  readonly log: string;
  private readonly folder: string;
  private readonly account: ServerAccount;

  /** @param passwordFile with the password that a new database gets */
  constructor(
    private readonly dataDir: string,
    private readonly passwordFile: string,
  ) {
    this.log = join(dataDir, 'postgres.log');
    this.folder = resolve(dataDir, 'postgres');
    this.account = serverAccount(this.folder);
  }

  /** Whether there is a database to launch a server on. */
  get hasData(): boolean {
    return existsSync(join(this.folder, 'PG_VERSION'));
  }

  /** The server that runs on the folder, whoever launched it. */
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
   * Finds the server, or launches it; either may still refuse connections, or be about to end.
   * @param pickPort of a server that has to be launched
   * @returns it, and whether it was launched here
   */
  async findOrLaunch(pickPort: () => Promise<number>): Promise<Postmaster & { isNew: boolean }> {
    const binaries = await findPostgresBinaries();
    if (!this.hasData) await this.initialize(binaries.initdb);
    // Alone, since whoever launches takes away what a dead server left, and could not tell it from what a new one makes.
    return whileAlone(`${this.folder}.launch`, async () => {
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

  /** Fills a draft folder and renames it, so that a start that is cut off leaves no half of a database behind. */
  private async initialize(initdb: string): Promise<void> {
    const draft = `${this.folder}.${process.pid}`;
    const encoding = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${resolve(this.passwordFile)}`];
    const child = this.spawn(initdb, ['-D', draft, ...encoding, ...access]);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0) throw new Error(`initdb failed (exit ${String(code)}); ${this.log} says why`);
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
      // Detached: Ctrl-C reaches a whole process group, and the server has to outlive the service's own shutdown.
      return spawn(command, all, { ...identity, detached: true, stdio: ['ignore', log, log] });
    } finally {
      closeSync(log);
    }
  }
}
