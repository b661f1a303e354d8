import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.js';
import { findPostmaster, isAlive, removeStalePostmaster } from './postmaster-file.js';
import { ServerKeeper } from './server-keeper.js';
import { type ServerAccount, serverAccount } from './server-account.js';

type Client = pg.Client;

const DATABASE = 'sales_agent';
/** Locked for as long as a service uses the data folder; any number would do, as the server is ours alone. */
const OWNER_LOCK = 7_253_001;
/** Crash recovery of a large folder may take long; nothing is gained by giving up on it early. */
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;

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
  private owner: Client | undefined;
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
  async start(): Promise<string> {
    const binaries = await findPostgresBinaries();
    await mkdir(this.dataDir, { recursive: true, mode: 0o700 });
    this.password = await this.readPassword();
    const running = await findPostmaster(this.folder);
    if (running === undefined) await this.launch(binaries, await freePort(this.preferredPort));
    else Object.assign(this, running);
    await this.claim();
    await this.createDatabase();
    return this.url(DATABASE);
  }

  /** The connection string of the server that runs on the folder already, for whoever does not want to own it. */
  async findRunning(): Promise<string | undefined> {
    const running = await findPostmaster(this.folder);
    if (running === undefined || running.port === 0) return undefined;
    Object.assign(this, running);
    this.password = await this.readPassword();
    return this.url(DATABASE);
  }

  /** Stops the server and waits until it is gone; open transactions are rolled back. */
  async stop(): Promise<void> {
    await this.keeper.stop();
    if (this.owner === undefined) return;
    await this.owner.end();
    this.owner = undefined;
    const { pid } = (await findPostmaster(this.folder)) ?? {};
    if (pid === undefined) return;
    process.kill(pid, 'SIGINT');
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    while (isAlive(pid) && Date.now() < deadline) await sleep(20);
  }

  /** Brings back a server that is gone, at the port that the service knows, and takes one that is not gone as it is. */
  private async restart(): Promise<void> {
    this.owner = undefined;
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

  /** Connects as the folder's one user; the lock goes with the connection, however the service ends. */
  private async claim(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    const client = await this.connect(deadline);
    const patience = Date.now() + 2_000;
    while (!(await tryLock(client))) {
      if (Date.now() > patience) {
        await client.end();
        throw new DataFolderInUseError(
          `The data folder ${this.dataDir} is in use by another running Sales Agent; stop it, or set DATA_DIR to another folder.`,
        );
      }
      await sleep(100);
    }
    this.owner = client;
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
    const found = await this.owner?.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found?.rowCount === 0) await this.owner?.query(`CREATE DATABASE ${DATABASE}`);
  }
}

async function tryLock(client: Client): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [OWNER_LOCK]);
  return rows[0]?.locked ?? false;
}

/** `preferred` if nobody listens on it, else any free port. */
async function freePort(preferred: number): Promise<number> {
  for (const port of [preferred, 0]) {
    const probe = createServer();
    const free = await new Promise<number | undefined>((done) => {
      probe.once('error', () => {
        done(undefined);
      });
      probe.listen(port, '127.0.0.1', () => {
        const address = probe.address();
        done(typeof address === 'object' && address !== null ? address.port : undefined);
      });
    });
    await new Promise((closed) => probe.close(closed));
    if (free !== undefined) return free;
  }
  throw new Error('No free port on 127.0.0.1 for the embedded PostgreSQL');
}
