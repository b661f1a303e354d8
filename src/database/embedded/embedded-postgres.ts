import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { claimFolder, leaveFolder } from './folder-claim.js';
import { freePort } from './free-port.js';
import { readPassword } from './password-file.js';
import { isAlive } from './postmaster-file.js';
import { ServerSupervisor } from './server-supervisor.js';
import { ServerLauncher } from './server-launcher.js';

type Client = pg.Client;

const DATABASE = 'sales_agent';
/** SQLSTATEs of a CREATE DATABASE whose name is taken: after another one, and concurrently with it. */
const DUPLICATE_DATABASE = new Set(['42P04', '23505']);
/** Crash recovery of a large folder takes long, and giving up early would not shorten it. */
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
/** A launch may fail because of what a killed server left behind; after this many the reason is another one. */
const MAX_LAUNCHES = 4;
const RELAUNCH_PAUSE_MS = 200;
/** How long to wait for a server that refuses connections, since it is shutting down, to exit. */
const EXIT_TIMEOUT_MS = 2_000;
/** The service restarts a server that ended; processes that share it wait this long before they do so themselves. */
const SHARED_RESTART_DELAY_MS = 1_000;
const POLL_MS = 20;

/** The data folder is in use by another service; the message says what to do. */
export class DataFolderInUseError extends Error {}

/**
 * A real PostgreSQL in the data folder, listening on loopback only, for installations without a database of their own.
 *
 * The server deliberately survives a crash of the service, since a killed server would need recovery: the next start
 * takes it over, and stops it in the end. While the service runs, a server that ends is restarted.
 */
export class EmbeddedPostgres {
  private readonly passwordFile: string;
  private readonly launcher: ServerLauncher;
  private readonly supervisor = new ServerSupervisor(() => this.restart());
  private claimed: Client | undefined;
  /** Whether the folder is shared with a service and other processes. */
  private isShared = false;
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
   * Starts the server, or takes over one that a crashed service left behind.
   * @param isShared whether to share the folder with a service and other such processes; the last one to stop also stops
   * the server
   * @returns the connection string of its database
   * @throws ConfigurationError if no PostgreSQL is installed
   * @throws DataFolderInUseError if it is not shared and another service runs on the same folder
   */
  async start({ isShared = false } = {}): Promise<string> {
    this.isShared = isShared;
    await this.launcher.prepare();
    this.password = await readPassword(this.passwordFile);
    await this.claimServer();
    await this.createDatabase();
    return this.url(DATABASE);
  }

  /** Stops the server and waits until it has exited, unless other processes use it; open transactions are rolled back. */
  async stop(): Promise<void> {
    await this.supervisor.stop();
    const { claimed } = this;
    if (claimed === undefined) return;
    this.claimed = undefined;
    // Without a connection this is unknown; a server that runs nevertheless is taken over by the next start.
    const isLast = await leaveFolder(claimed).catch(() => false);
    await claimed.end();
    const { pid } = (isLast ? await this.launcher.find() : undefined) ?? {};
    if (pid === undefined) return;
    process.kill(pid, 'SIGINT');
    await isGone(pid, STOP_TIMEOUT_MS);
  }

  /**
   * A server that was found may be shutting down with its last user, and a launched one may collide with remains of a
   * killed one, such as its child processes. In both cases the next attempt succeeds.
   */
  private async claimServer(launchesLeft = MAX_LAUNCHES): Promise<void> {
    const { isNew, ...server } = await this.launcher.findOrLaunch(() => freePort(this.preferredPort));
    Object.assign(this, server);
    try {
      await this.claim();
    } catch (error) {
      const remaining = isNew ? launchesLeft - 1 : launchesLeft;
      const isFinal = error instanceof DataFolderInUseError || remaining === 0;
      if (isFinal || !(await isGone(server.pid, EXIT_TIMEOUT_MS))) throw error;
      await sleep(RELAUNCH_PAUSE_MS);
      await this.claimServer(remaining);
    }
  }

  /** Launches the server again on the port that the service knows, or connects to one that runs already. */
  private async restart(): Promise<void> {
    this.claimed = undefined;
    if (this.isShared) await this.waitForService();
    if (!this.launcher.hasData) throw new Error(`The data folder ${this.dataDir} holds no database any more`);
    const { pid, port } = await this.launcher.findOrLaunch(() => Promise.resolve(this.port));
    Object.assign(this, { pid, port });
    await this.claim();
  }

  /** Waits for the service, or another process that shares the folder, to restart the server. */
  private async waitForService(): Promise<void> {
    const deadline = Date.now() + SHARED_RESTART_DELAY_MS * (0.5 + Math.random());
    while ((await this.launcher.find()) === undefined && Date.now() < deadline) await sleep(POLL_MS);
  }

  private url(database: string): string {
    return `postgresql://postgres:${this.password}@127.0.0.1:${this.port}/${database}`;
  }

  /** Connects and claims the folder: alone, unless it is shared. */
  private async claim(): Promise<void> {
    const deadline = Date.now() + START_TIMEOUT_MS;
    const client = await this.connect(deadline);
    if (!(await claimFolder(client, !this.isShared))) {
      await client.end();
      throw new DataFolderInUseError(
        `The data folder ${this.dataDir} is in use by another running Sales Agent; stop it, or set DATA_DIR to another folder.`,
      );
    }
    this.claimed = client;
    this.supervisor.watch(client);
  }

  private async connect(deadline: number): Promise<Client> {
    for (;;) {
      const client = new pg.Client({ connectionString: this.url('postgres'), application_name: 'sales-agent owner' });
      // The 'end' event reports a loss too; an unhandled 'error' event would end the process.
      client.on('error', () => undefined);
      try {
        await client.connect();
        return client;
      } catch (error) {
        await client.end().catch(() => undefined);
        if ((error as { code?: string }).code === '28P01') {
          throw new Error(`The password in ${this.dataDir} is not the one of its database; restore the right one`);
        }
        if (!isAlive(this.pid) || Date.now() > deadline) {
          throw new Error(`The embedded PostgreSQL did not start; see ${this.launcher.log}`, { cause: error });
        }
        await sleep(POLL_MS);
      }
    }
  }

  private async createDatabase(): Promise<void> {
    const found = await this.claimed?.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (found?.rowCount !== 0) return;
    await this.claimed?.query(`CREATE DATABASE ${DATABASE}`).catch((error: unknown) => {
      // Another process that starts at the same time was faster.
      if (!DUPLICATE_DATABASE.has((error as { code?: string }).code ?? '')) throw error;
    });
  }
}

/** Whether the process has ended within `ms`. */
async function isGone(pid: number, ms: number): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
