import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { keepSecret } from '../../config/secret-values.js';
import { DatabaseClient } from '../database-client.js';
import { sqlStateOf } from '../database.errors.js';
import { DataFolderError, DataFolderInUseError, ServerStartError, toDataFolderError } from './data-folder.errors.js';
import { claimFolder, leaveFolder } from './folder-claim.js';
import { freePort } from './free-port.js';
import { readPassword } from './password-file.js';
import { isAlive } from './postmaster-file.js';
import { isGone, stopServer } from './server-process.js';
import { ServerLauncher } from './server-launcher.js';
import { ServerLog } from './server-log.js';
import { SERVER_SETTINGS } from './server-settings.js';
import { ServerSupervisor } from './server-supervisor.js';
import { prepareDatabase, resetPassword, SERVICE_DATABASE, SERVICE_ROLE, servicePassword } from './service-role.js';

type Client = pg.Client;

const SUPERUSER = 'postgres';
const WRONG_PASSWORD = '28P01';
const LOG_BYTES = 1_048_576;
/** Crash recovery of a large folder takes long, and giving up early would not shorten it. */
const START_TIMEOUT_MS = 60_000;
/** A launch may fail because of what a killed server left behind; after this many the reason is another one. */
const MAX_LAUNCHES = 4;
const RELAUNCH_PAUSE_MS = 200;
/** How long to wait for a server that refuses connections, since it is shutting down, to exit. */
const EXIT_TIMEOUT_MS = 2_000;
/** The service restarts a server that ended; processes that share it wait this long before they do so themselves. */
const SHARED_RESTART_DELAY_MS = 1_000;
const POLL_MS = 20;

/**
 * A real PostgreSQL in the data folder, listening on loopback only, for installations without a database of their own.
 *
 * The service works as a role of its own, which is no superuser; the superuser only claims the folder and makes that role.
 *
 * The server deliberately survives a crash of the service, since a killed server would need recovery: the next start
 * takes it over, and stops it in the end. While the service runs, a server that ends is restarted.
 */
export class EmbeddedPostgres {
  private readonly passwordFile: string;
  private readonly log: ServerLog;
  private readonly launcher: ServerLauncher;
  private readonly supervisor = new ServerSupervisor(() => this.restart());
  private claimed: Client | undefined;
  /** Whether the folder is shared with a service and other processes. */
  private isShared = false;
  private pid = 0;
  private port = 0;
  /** The server that this process launched, 0 if it found one. */
  private launchedPid = 0;
  /** Of the superuser. */
  private password = '';

  /** @param logBytes size of the server's log at which its older half is dropped */
  constructor(
    private readonly dataDir: string,
    private readonly preferredPort: number,
    logBytes: number = LOG_BYTES,
  ) {
    this.passwordFile = join(dataDir, 'postgres.password');
    this.log = new ServerLog(join(dataDir, 'postgres.log'), logBytes);
    this.launcher = new ServerLauncher(dataDir, this.passwordFile, this.log);
  }

  /**
   * Starts the server, or takes over one that a crashed service left behind.
   * @param isShared whether to share the folder with a service and other such processes; the last one to stop also stops
   * the server
   * @returns the connection string of its database
   * @throws ConfigurationError if no PostgreSQL is installed, or it does not run
   * @throws DataFolderError if the data folder cannot be used, as when another service runs on it
   * @throws ServerStartError if PostgreSQL does not start, as on a full disk
   */
  async start({ isShared = false } = {}): Promise<string> {
    this.isShared = isShared;
    try {
      await this.launcher.prepare();
      this.password = await readPassword(this.passwordFile, this.launcher.hasData);
      keepSecret(this.password, servicePassword(this.password));
      await this.claimServer();
      await this.prepareDatabase();
    } catch (error) {
      await this.abandon(error);
      throw toDataFolderError(error, this.dataDir);
    }
    this.log.watch();
    return this.url(SERVICE_DATABASE, SERVICE_ROLE, servicePassword(this.password));
  }

  /** Stops the server and waits until it has exited, unless other processes use it; open transactions are rolled back. */
  async stop(): Promise<void> {
    this.log.unwatch();
    await this.supervisor.stop();
    const { claimed } = this;
    if (claimed === undefined) return;
    this.claimed = undefined;
    // Without a connection this is unknown; a server that runs nevertheless is taken over by the next start.
    const isLast = await leaveFolder(claimed).catch(() => false);
    await claimed.end();
    const { pid } = (isLast ? await this.launcher.find() : undefined) ?? {};
    if (pid !== undefined) await stopServer(pid);
  }

  /** Leaves nothing running after a start that failed: neither our claim nor a server that no other process uses. */
  private async abandon(reason: unknown): Promise<void> {
    await this.stop();
    const isOurs = this.launchedPid === this.pid && !(reason instanceof DataFolderInUseError);
    if (isOurs && isAlive(this.launchedPid)) await stopServer(this.launchedPid);
  }

  /**
   * A server that was found may be shutting down with its last user, and a launched one may collide with remains of a
   * killed one, such as its child processes, or with a program that was given the same free port. In all cases the next
   * attempt succeeds.
   */
  private async claimServer(launchesLeft = MAX_LAUNCHES): Promise<void> {
    const { isNew, ...server } = await this.launcher.findOrLaunch(() => freePort(this.preferredPort));
    Object.assign(this, server);
    if (isNew) this.launchedPid = server.pid;
    try {
      await this.claim();
    } catch (error) {
      const remaining = isNew ? launchesLeft - 1 : launchesLeft;
      const isFinal = error instanceof DataFolderError || remaining === 0;
      if (isFinal || !(await isGone(server.pid, EXIT_TIMEOUT_MS))) throw error;
      await sleep(RELAUNCH_PAUSE_MS);
      await this.claimServer(remaining);
    }
  }

  /** Launches the server again on the port that the service knows, or connects to one that runs there already. */
  private async restart(): Promise<void> {
    this.claimed = undefined;
    if (this.isShared) await this.waitForService();
    if (!this.launcher.hasData) throw new Error(`The data folder ${this.dataDir} holds no database any more`);
    const { pid, port } = await this.launcher.findOrLaunch(() => this.knownPort());
    if (port !== this.port) {
      throw new ServerStartError(
        `Another process started the embedded PostgreSQL on port ${port}, and this one uses port ${this.port}; start it again.`,
      );
    }
    this.pid = pid;
    await this.claim();
  }

  /** @throws ServerStartError if another program has taken it meanwhile */
  private async knownPort(): Promise<number> {
    if ((await freePort(this.port)) === this.port) return this.port;
    throw new ServerStartError(
      `Another program uses port ${this.port} of the embedded PostgreSQL, which starts once the port is free.`,
    );
  }

  /** Waits for the service, or another process that shares the folder, to restart the server. */
  private async waitForService(): Promise<void> {
    const deadline = Date.now() + SHARED_RESTART_DELAY_MS * (0.5 + Math.random());
    while ((await this.launcher.find()) === undefined && Date.now() < deadline) await sleep(POLL_MS);
  }

  private url(database: string, role = SUPERUSER, password = this.password): string {
    return `postgresql://${role}:${password}@127.0.0.1:${this.port}/${database}?require_auth=scram-sha-256`;
  }

  /** Connects and claims the folder: alone, unless it is shared. */
  private async claim(): Promise<void> {
    const client = await this.connect(Date.now() + START_TIMEOUT_MS);
    if (!(await claimFolder(client, !this.isShared))) {
      await client.end();
      throw new DataFolderInUseError(
        `The data folder ${this.dataDir} is in use by another running Sales Agent; stop it, or set DATA_DIR to another folder.`,
      );
    }
    if (!this.isShared) await this.stopOutdated(client);
    this.claimed = client;
    this.supervisor.watch(client);
  }

  /** Stops a server that an older version launched, with all that version's settings and environment. */
  private async stopOutdated(client: Client): Promise<void> {
    const { rows } = await client.query<{ found: string }>(`SELECT current_setting('log_min_messages') AS found`);
    if (rows[0]?.found === SERVER_SETTINGS.log_min_messages) return;
    await client.end();
    await stopServer(this.pid);
    throw new Error('The server was launched by an older version; it is launched again');
  }

  /** Connects to the server while it is ready: before and after that another program may have its port. */
  private async connect(deadline: number): Promise<Client> {
    let cause: unknown;
    while (isAlive(this.pid) && Date.now() < deadline) {
      try {
        if (await this.launcher.isReady(this.pid)) return await openClient(this.url('postgres'));
      } catch (error) {
        cause = error;
        if (sqlStateOf(error) === WRONG_PASSWORD && (await this.launcher.isReady(this.pid))) {
          throw new DataFolderError(
            `The password in ${this.passwordFile} is not the one of its database; restore the right one.`,
          );
        }
      }
      await sleep(POLL_MS);
    }
    throw new ServerStartError(`The embedded PostgreSQL did not start; ${this.log.path} says why.`, { cause });
  }

  /** Prepares role and database of the service, and makes sure that it can connect. */
  private async prepareDatabase(): Promise<void> {
    const { claimed } = this;
    if (claimed === undefined) throw new Error('The embedded PostgreSQL ended while it was being prepared');
    const password = servicePassword(this.password);
    await prepareDatabase(claimed, password, () => openClient(this.url(SERVICE_DATABASE)));
    try {
      await (await openClient(this.url(SERVICE_DATABASE, SERVICE_ROLE, password))).end();
    } catch (error) {
      if (sqlStateOf(error) !== WRONG_PASSWORD) throw error;
      await resetPassword(claimed, password);
    }
  }
}

/** @throws the error of pg */
async function openClient(connectionString: string): Promise<Client> {
  const options = '-c idle_session_timeout=0';
  const client = new DatabaseClient({ connectionString, application_name: 'sales-agent owner', options });
  // The 'end' event reports a loss too; an unhandled 'error' event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}
