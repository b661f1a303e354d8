import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach } from 'vitest';
import { EmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';
import { findPostmaster } from '../../src/database/embedded/postmaster-file.js';
import { createFolder, type Folder } from './service-process.js';

/** The embedded PostgreSQL of a test, in a folder of its own, which is gone when the test ends. */
export class EmbeddedServer {
  /** Most bytes of its log. */
  static readonly LOG_BYTES = 65_536;
  private folder: Folder | undefined;
  private server: EmbeddedPostgres | undefined;

  constructor(private readonly port: number) {}

  async open(): Promise<void> {
    this.folder = await createFolder();
  }

  async close(): Promise<void> {
    await this.stop();
    await this.folder?.remove();
  }

  /** The path of a file of its data. */
  path(name = ''): string {
    return join(this.folder?.path ?? '', 'data', name);
  }

  /** @returns the URL of the service's role */
  start(): Promise<string> {
    this.server = new EmbeddedPostgres(this.path(), this.port, EmbeddedServer.LOG_BYTES);
    return this.server.start();
  }

  async stop(): Promise<void> {
    await this.server?.stop();
    this.server = undefined;
  }

  async restart(change: () => Promise<unknown>): Promise<string> {
    await this.stop();
    await change();
    return this.start();
  }

  /** The URL of the superuser. */
  async asSuperuser(url: string, database = 'sales_agent'): Promise<string> {
    const password = (await readFile(this.path('postgres.password'), 'utf8')).trim();
    return Object.assign(new URL(url), { username: 'postgres', password, pathname: `/${database}` }).href;
  }

  log(): Promise<string> {
    return readFile(this.path('postgres.log'), 'utf8');
  }

  postmaster() {
    return findPostmaster(this.path('postgres'));
  }

  /** A file of its process, as /proc shows it. */
  async ofProcess(file: string): Promise<string> {
    const { pid = 0 } = (await this.postmaster()) ?? {};
    return readFile(`/proc/${pid}/${file}`, 'utf8');
  }
}

/** @param port one that no other spec uses */
export function useEmbeddedServer(port: number): EmbeddedServer {
  const server = new EmbeddedServer(port);
  beforeEach(() => server.open());
  afterEach(() => server.close());
  return server;
}

/** Runs statements on a connection of their own; gives the rows of the last one. */
export async function runSql<Row extends pg.QueryResultRow>(
  connectionString: string,
  ...statements: string[]
): Promise<Row[]> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  let rows: Row[] = [];
  try {
    for (const statement of statements) ({ rows } = await client.query<Row>(statement));
    return rows;
  } finally {
    await client.end();
  }
}
