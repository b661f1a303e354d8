import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { ServerProcess, untilReady } from './server-process.js';

/** Not the service's own default, so that a bench and a service run side by side; if taken, a free port is used. */
const POSTGRES_PORT = 55_433;
const SERVICE = new URL('../../server/main.js', import.meta.url);

/** What a bench works with; all of it is gone when the bench ends. */
export interface Bench {
  /** An empty database of the bench's own. */
  databaseUrl: string;
  /** Starts a script of this folder, with the address of the database, and returns the address at which it listens. */
  startServer(script: URL, environment?: Record<string, string>): Promise<string>;
  /** Starts the service as its users do, with its schema in place, and gives its address. */
  startService(environment?: Record<string, string>): Promise<string>;
  /** Memory that the server at this address holds, in MiB. */
  residentMiB(url: string): number;
  /** Takes the database away for as long as `work` takes. */
  withoutDatabase(work: () => Promise<void>): Promise<void>;
}

/**
 * Runs `measure` and ends the process: with 0 if it is content, else with 1. Ctrl-C cleans up too, because the embedded
 * server outlives the process that started it.
 */
export async function runBench(measure: (bench: Bench) => Promise<boolean>): Promise<never> {
  const interruption = interrupted();
  let content = false;
  try {
    await using cleanup = new AsyncDisposableStack();
    const bench = await open(cleanup);
    content = await Promise.race([measure(bench), interruption]);
  } catch (error) {
    console.error(error);
  }
  process.exit(content ? 0 : 1);
}

async function open(cleanup: AsyncDisposableStack): Promise<Bench> {
  const folder = await mkdtemp(join(tmpdir(), 'sales-agent-bench-'));
  cleanup.defer(() => rm(folder, { recursive: true, force: true }));
  const postgres = new EmbeddedPostgres(folder, POSTGRES_PORT);
  cleanup.defer(() => postgres.stop());
  const databaseUrl = await postgres.start();
  await grantCreation(databaseUrl, join(folder, 'postgres.password'));

  const servers = new Map<string, ServerProcess>();
  const startServer = async (script: URL, environment: Record<string, string> = {}, ...args: string[]) => {
    const server = new ServerProcess([script, ...args], folder, {
      DATABASE_URL: databaseUrl,
      PORT: '0',
      ...environment,
    });
    cleanup.defer(() => server.stop());
    const url = await server.url();
    servers.set(url, server);
    return url;
  };
  const startService = async (environment?: Record<string, string>) => {
    const url = await startServer(SERVICE, environment, 'serve');
    await untilReady(`${url}/health/ready`);
    return url;
  };
  const residentMiB = (url: string) => servers.get(url)?.residentMiB() ?? NaN;
  const withoutDatabase = async (work: () => Promise<void>) => {
    await postgres.stop();
    try {
      await work();
    } finally {
      await postgres.start();
    }
  };
  return { databaseUrl, startServer, startService, residentMiB, withoutDatabase };
}

/** Never fulfilled; rejected by the signals that end a process. */
function interrupted(): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  promise.catch(() => undefined);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      reject(new Error(`${signal}: stopping`));
    });
  }
  return promise;
}

/** Lets the role of the service create the roles and databases of a bench. */
async function grantCreation(databaseUrl: string, passwordFile: string): Promise<void> {
  const password = (await readFile(passwordFile, 'utf8')).trim();
  const { href } = Object.assign(new URL(databaseUrl), { username: 'postgres', password });
  const superuser = new pg.Client({ connectionString: href });
  await superuser.connect();
  await superuser.query('ALTER ROLE sales_agent CREATEROLE CREATEDB').finally(() => superuser.end());
}
