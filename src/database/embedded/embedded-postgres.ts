import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { claimFolder, leaveFolder } from './folder-claim.js';
import { freePort } from './free-port.js';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { findPostmaster, isAlive, removeStalePostmaster } from './postmaster-file.js';
import { ServerKeeper } from './server-keeper.js';
import { type ServerAccount, serverAccount } from './server-account.js';

type Client = pg.Client;

const DATABASE = 'sales_agent';
/** What a second CREATE DATABASE of the same name fails with, after the first and beside it. */
const TAKEN = new Set(['42P04', '23505']);
/** Crash recovery of a large folder may take long; nothing is gained by giving up on it early. */
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
/** For a server that refuses connections, since it ends, to be gone. */
const GOODBYE_MS = 2_000;
/** The service has the first try to bring a server back; whoever is a guest comes after it. */
const GUEST_PAUSE_MS = 1_000;

/** A folder is in use by another service; the message says what to do. */
export class DataFolderInUseError extends Error {}

/**
 * A real PostgreSQL under the data folder, on loopback alone, for whoever has no other.
 *
 * It survives a crash of the service on purpose (a server that is killed has to recover): the next start takes a server
 * that was left behind over, and stops it when it ends. While the service runs it is started again whenever it ends.
 */
export class EmbeddedPostgres {
  private readonly folder: string;
  private readonly account: ServerAccount;
  private readonly keeper = new ServerKeeper(() => this.restart());
  private claimed: Client | undefined;
  private isGuest = false;
  private pid = 0;
  private port = 0;
  private password = '';

  constructor(
    private readonly dataDir: string,
    private readonly preferredPort: number,
  ) {
    this.folder = resolve(dataDir, 'postgres');
    this.account = serverAccount(this.folder);
  }

  /**
   * Starts the server, or takes over one that was left behind.
   * @returns the connection string of its database
   * @throws ConfigurationError where no PostgreSQL is installed
   * @throws DataFolderInUseError if another service runs on the same folder
   */
  start(): Promise<string> {
    return this.open();
  }

  /**
   * As `start`, but beside a service on the same folder, and others of its kind; whoever is the last to stop takes the
   * server along.
   * @throws ConfigurationError where no PostgreSQL is installed
   */
  join(): Promise<string> {
    this.isGuest = true;
    return this.open();
  }

  /** The connection string of the server that runs on the folder already, for whoever does not want to own it. */
  async findRunning(): Promise<string | undefined> {
    const running = await findPostmaster(this.folder);
    if (running === undefined || running.port === 0) return undefined;
    Object.assign(this, running);
    this.password = await this.readPassword();
    return this.url(DATABASE);
  }

  /** Stops the server and waits until it is gone, unless others use it; open transactions are rolled back. */
  async stop(): Promise<void> {
    await this.keeper.stop();
    const { claimed } = this;
    if (claimed === undefined) return;
    this.claimed = undefined;
    // A connection that is lost leaves nobody to ask; a server that runs nevertheless is taken over by the next start.
    const isLast = await leaveFolder(claimed).catch(() => false);
    await claimed.end();
    const { pid } = (isLast ? await findPostmaster(this.folder) : undefined) ?? {};
    if (pid === undefined) return;
    process.kill(pid, 'SIGINT');
    await isGone(pid, STOP_TIMEOUT_MS);
  }

  private async open(): Promise<string> {
    const binaries = await findPostgresBinaries();
    await mkdir(this.dataDir, { recursive: true, mode: 0o700 });
    this.password = await this.readPassword();
    const running = await findPostmaster(this.folder);
    if (running === undefined) await this.launch(binaries, await freePort(this.preferredPort));
    else Object.assign(this, running);
    try {
      await this.claim();
    } catch (error) {
      // It was on its way out with whoever used it before.
      const isOurs = running === undefined || error instanceof DataFolderInUseError;
      if (isOurs || !(await isGone(running.pid, GOODBYE_MS))) throw error;
      return this.open();
    }
    await this.createDatabase();
    return this.url(DATABASE);
  }

  /** Brings back a server that is gone, at the port that the service knows, and takes one that is not gone as it is. */
  private async restart(): Promise<void> {
    this.claimed = undefined;
    if (this.isGuest) await sleep(GUEST_PAUSE_MS * (0.5 + Math.random()));
    if (!existsSync(join(this.folder, 'PG_VERSION'))) throw new Error(`The data in ${this.dataDir} is gone`);
    if ((await findPostmaster(this.folder)) === undefined) await this.launch(await findPostgresBinaries(), this.port);
    await this.claim();
  }

  private url(database: string): string {
    return `postgresql://postgres:${this.password}@127.0.0.1:${this.port}/${database}`;
  }

  /** The password is written once, whole or not at all, however many services start on an empty folder. */
  private async readPassword(): Promise<string> {
    const file = join(this.dataDir, 'postgres.password');
    if (!existsSync(file)) {
      const draft = `${file}.${process.pid}`;
      await writeFile(draft, randomBytes(24).toString('hex'), { mode: 0o600 });
      await link(draft, file).catch((error: unknown) => {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      });
      await rm(draft);
    }
    await chmod(file, 0o600);
    return (await readFile(file, 'utf8')).trim();
  }

  private async launch(binaries: PostgresBinaries, port: number): Promise<void> {
    if (!existsSync(join(this.folder, 'PG_VERSION'))) await this.initialize(binaries.initdb);
    await removeStalePostmaster(this.folder);
    this.port = port;
    const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=100'];
    const args = ['-D', this.folder, '-p', String(this.port), ...settings.flatMap((setting) => ['-c', setting])];
    const log = await open(join(this.dataDir, 'postgres.log'), 'a', 0o600);
    const server = this.spawn(binaries.postgres, args, log.fd);
    await log.close();
    server.unref();
    this.pid = server.pid ?? 0;
  }

  /** Fills a draft folder and renames it, so that a start that is cut off leaves no half of a database behind. */
  private async initialize(initdb: string): Promise<void> {
    const draft = `${this.folder}.${process.pid}`;
    const log = await open(join(this.dataDir, 'postgres.log'), 'a', 0o600);
    const encoding = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    const access = [
      '--username=postgres',
      '--auth=scram-sha-256',
      `--pwfile=${resolve(this.dataDir, 'postgres.password')}`,
    ];
    const child = this.spawn(initdb, ['-D', draft, ...encoding, ...access], log.fd);
    const [code] = (await once(child, 'exit')) as [number | null];
    await log.close();
    if (code !== 0)
      throw new Error(`initdb failed (exit ${String(code)}); ${join(this.dataDir, 'postgres.log')} says why`);
    await rename(draft, this.folder).catch(async (error: unknown) => {
      await rm(draft, { recursive: true, force: true });
      if (!existsSync(join(this.folder, 'PG_VERSION'))) throw error;
    });
  }

  private spawn(program: string, args: string[], log: number) {
    const [command, all] = this.account.command(program, args);
    const { uid, gid } = this.account;
    const identity = uid === undefined ? {} : { uid, gid };
    // Detached: Ctrl-C reaches a whole process group, and the server has to outlive the service's own shutdown.
    return spawn(command, all, { ...identity, detached: true, stdio: ['ignore', log, log] });
  }

  /** Connects as a user of the folder, and as its one service unless as a guest. */
  private async claim(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    const client = await this.connect(deadline);
    if (!(await claimFolder(client, !this.isGuest))) {
      await client.end();
      throw new DataFolderInUseError(
        `The data folder ${this.dataDir} is in use by another running Sales Agent; stop it, or set DATA_DIR to another folder.`,
      );
    }
    this.claimed = client;
    this.keeper.watch(client);
  }

  private async connect(deadline: number): Promise<Client> {
    for (;;) {
      const client = new pg.Client({ connectionString: this.url('postgres'), application_name: 'sales-agent owner' });
      // That it ends is heard otherwise; an unhandled 'error' event would end the process.
      client.on('error', () => undefined);
      try {
        await client.connect();
        return client;
      } catch (error) {
        await client.end().catch(() => undefined);
        if ((error as { code?: string }).code === '28P01') {
          throw new Error(`The password in ${this.dataDir} does not open its database; put the right one back`);
        }
        await this.followPostmaster();
        if (!isAlive(this.pid) || Date.now() > deadline) {
          const log = join(this.dataDir, 'postgres.log');
          throw new Error(`The embedded PostgreSQL did not start; ${log} says why`, { cause: error });
        }
        await sleep(20);
      }
    }
  }

  /** Where two services start at the same moment, one server loses the folder; its service then meets the winner's. */
  private async followPostmaster(): Promise<void> {
    const running = await findPostmaster(this.folder);
    if (running !== undefined && running.port > 0) Object.assign(this, running);
  }

  private async createDatabase(): Promise<void> {
    const found = await this.claimed?.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found?.rowCount !== 0) return;
    await this.claimed?.query(`CREATE DATABASE ${DATABASE}`).catch((error: unknown) => {
      // Somebody else who starts just now was quicker.
      if (!TAKEN.has((error as { code?: string }).code ?? '')) throw error;
    });
  }
}

/** Whether the process has ended within `ms`. */
async function isGone(pid: number, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}
