import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.js';
import { useStarted } from './use-started.js';
import { findPostgresBinaries, type PostgresBinaries } from '../../src/database/embedded/postgres-binaries.js';
import { type ServerAccount, serverAccount } from '../../src/database/embedded/server-account.js';

const START_TIMEOUT_MS = 30_000;
const USER = 'postgres';

/** As `pg_ctl stop` calls them; `kill` is no stop at all, but what a crash is. */
export type StopMode = 'fast' | 'immediate' | 'kill';
const SIGNALS: Record<StopMode, NodeJS.Signals> = { fast: 'SIGINT', immediate: 'SIGQUIT', kill: 'SIGKILL' };

/** A PostgreSQL of a test's own, to be stopped and killed at will; it comes back at the same port. */
export class PostgresServer {
  /** The password that the server was created with; a test that changes it in the database sets it here too. */
  password = 'as-it-was-made';
  private process: ChildProcess | undefined;

  private constructor(
    private readonly home: string,
    private readonly binaries: PostgresBinaries,
    private readonly account: ServerAccount,
    private readonly port: number,
    private readonly settings: string[],
  ) {}

  /** @param settings as `name=value`, beyond those that every such server has */
  static async create(...settings: string[]): Promise<PostgresServer> {
    return PostgresServer.createWith(await findPostgresBinaries(), ...settings);
  }

  /** One of another installation. */
  static async createWith(binaries: PostgresBinaries, ...settings: string[]): Promise<PostgresServer> {
    const home = await mkdtemp(join(tmpdir(), 'sales-agent-server-'));
    await chmod(home, 0o777);
    const account = serverAccount(join(home, 'data'), binaries.postgres);
    const server = new PostgresServer(home, binaries, account, await freePort(), settings);
    await server.initialize();
    return server;
  }

  url(database = 'postgres', port = this.port): string {
    return `postgresql://${USER}:${this.password}@127.0.0.1:${port}/${database}`;
  }

  /** Runs `program` as the account that the server runs as, which is never root. */
  spawn(program: string, args: string[]): ChildProcess {
    const [command, all] = this.account.command(program, args);
    const { uid, gid } = this.account;
    return spawn(command, all, { ...(uid === undefined ? {} : { uid, gid }), stdio: 'ignore' });
  }

  /**
   * Starts the server, also while what is left of a killed one is still ending.
   * @returns when it first accepted a connection, by `performance.now()`
   */
  async start(): Promise<number> {
    const deadline = performance.now() + START_TIMEOUT_MS;
    while (performance.now() < deadline) {
      if (!this.isRunning) this.launch();
      const client = new pg.Client({ connectionString: this.url() });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return performance.now();
      } catch {
        await sleep(3);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
    throw new Error('The server does not accept connections');
  }

  async stop(mode: StopMode): Promise<void> {
    const { process: server } = this;
    if (server === undefined) return;
    const ended = this.isRunning ? once(server, 'exit') : undefined;
    server.kill(SIGNALS[mode]);
    await ended;
  }

  async query<Row extends pg.QueryResultRow>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    const client = await this.connect();
    try {
      return (await client.query<Row>(sql, parameters)).rows;
    } finally {
      await client.end();
    }
  }

  /** A connection of the caller's, who ends it. */
  async connect(database?: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: this.url(database), application_name: 'test' });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  /** Ends every connection of the service, in whatever it is doing. */
  async terminateService(): Promise<void> {
    await this.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'sales-agent%'`,
    );
  }

  async remove(): Promise<void> {
    await this.stop('immediate');
    await rm(this.home, { recursive: true, force: true });
  }

  private get isRunning(): boolean {
    return this.process?.exitCode === null && this.process.signalCode === null;
  }

  private launch(): void {
    const settings = [
      'listen_addresses=127.0.0.1',
      'unix_socket_directories=',
      // A killed server must have to recover what it promised.
      'fsync=on',
      ...this.settings,
    ];
    const args = ['-D', join(this.home, 'data'), '-p', String(this.port)];
    this.process = this.spawn(this.binaries.postgres, [...args, ...settings.flatMap((setting) => ['-c', setting])]);
  }

  private async initialize(): Promise<void> {
    const file = join(this.home, 'password');
    await writeFile(file, this.password, { mode: 0o644 });
    const [command, args] = this.account.command(this.binaries.initdb, [
      ...['-D', join(this.home, 'data'), `--username=${USER}`, '--auth=scram-sha-256', `--pwfile=${file}`],
      ...['--encoding=UTF8', '--locale=C', '--no-sync'],
    ]);
    const { uid, gid } = this.account;
    const options = { ...(uid === undefined ? {} : { uid, gid }), encoding: 'utf8' } as const;
    const { status, stderr } = spawnSync(command, args, options);
    if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
  }
}

/** A server that runs while the tests of the enclosing block do. */
export function usePostgresServer(...settings: string[]): PostgresServer {
  return useStarted(
    async () => {
      const server = await PostgresServer.create(...settings);
      await server.start();
      return server;
    },
    (server) => server.remove(),
  );
}
