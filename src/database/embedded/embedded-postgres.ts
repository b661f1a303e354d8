import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { claimFolder, leaveFolder } from './folder-claim.js';
import { freePort } from './free-port.js';
import { isAlive } from './postmaster-file.js';
import { ServerSupervisor } from './server-supervisor.js';
import { ServerLauncher } from './server-launcher.js';

type Client = pg.Client;

const DATABASE = 'sales_agent';
/** What a second CREATE DATABASE of the same name fails with, after the first and beside it. */
const TAKEN = new Set(['42P04', '23505']);
/** Crash recovery of a large folder may take long; nothing is gained by giving up on it early. */
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
/** One of them may meet what a killed server left; after so many it is not that. */
const MAX_LAUNCHES = 4;
const RELAUNCH_PAUSE_MS = 200;
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
  private readonly passwordFile: string;
  private readonly launcher: ServerLauncher;
  private readonly keeper = new ServerSupervisor(() => this.restart());
  private claimed: Client | undefined;
  private isGuest = false;
  private pid = 0;
  private port = 0;
  private password = '';

  constructor(
    private readonly dataDir: string,
    private readonly preferredPort: number,
  ) {
    this.passwordFile = join(dataDir, 'postgres.password');
    this.launcher = new ServerLauncher(dataDir, this.passwordFile);
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

  /** Stops the server and waits until it is gone, unless others use it; open transactions are rolled back. */
  async stop(): Promise<void> {
    await this.keeper.stop();
    const { claimed } = this;
    if (claimed === undefined) return;
    this.claimed = undefined;
    // A connection that is lost leaves nobody to ask; a server that runs nevertheless is taken over by the next start.
    const isLast = await leaveFolder(claimed).catch(() => false);
    await claimed.end();
    const { pid } = (isLast ? await this.launcher.find() : undefined) ?? {};
    if (pid === undefined) return;
    process.kill(pid, 'SIGINT');
    await isGone(pid, STOP_TIMEOUT_MS);
  }

  private async open(): Promise<string> {
    await this.launcher.prepare();
    this.password = await this.readPassword();
    await this.claimServer();
    await this.createDatabase();
    return this.url(DATABASE);
  }

  /**
   * A server that is found may be on its way out with whoever used it before, and one that is launched may meet what a
   * killed one left, such as its children; either way the next one does.
   */
  private async claimServer(launchesLeft = MAX_LAUNCHES): Promise<void> {
    const { isNew, ...server } = await this.launcher.findOrLaunch(() => freePort(this.preferredPort));
    Object.assign(this, server);
    try {
      await this.claim();
    } catch (error) {
      const left = isNew ? launchesLeft - 1 : launchesLeft;
      const isFinal = error instanceof DataFolderInUseError || left === 0;
      if (isFinal || !(await isGone(server.pid, GOODBYE_MS))) throw error;
      await sleep(RELAUNCH_PAUSE_MS);
      await this.claimServer(left);
    }
  }

  /** Brings back a server that is gone, at the port that the service knows, and takes one that is not gone as it is. */
  private async restart(): Promise<void> {
    this.claimed = undefined;
    if (this.isGuest) await this.waitForService();
    if (!this.launcher.hasData) throw new Error(`The data in ${this.dataDir} is gone`);
    const { pid, port } = await this.launcher.findOrLaunch(() => Promise.resolve(this.port));
    Object.assign(this, { pid, port });
    await this.claim();
  }

  /** Until the service, or another guest, has brought the server back, which may then end with whoever leaves it last. */
  private async waitForService(): Promise<void> {
    const deadline = Date.now() + GUEST_PAUSE_MS * (0.5 + Math.random());
    while ((await this.launcher.find()) === undefined && Date.now() < deadline) await sleep(20);
  }

  private url(database: string): string {
    return `postgresql://postgres:${this.password}@127.0.0.1:${this.port}/${database}`;
  }

  /** The password is written once, whole or not at all, however many services start on an empty folder. */
  private async readPassword(): Promise<string> {
    const file = this.passwordFile;
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
        if (!isAlive(this.pid) || Date.now() > deadline) {
          throw new Error(`The embedded PostgreSQL did not start; ${this.launcher.log} says why`, { cause: error });
        }
        await sleep(20);
      }
    }
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
