import pg from 'pg';
import { DataSource, type EntityTarget, type MigrationInterface } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import { clientConfig } from './client-config.js';
import type { DatabaseSettings } from './database.settings.js';
import { MIGRATIONS_TABLE } from './migrations-table.js';
import { ResilientPool, type ResilientPoolOptions } from './resilient-pool.js';

/**
 * Every table with rows of workspaces, those that refer to others before those that they refer to: the order in which
 * erasing a workspace empties them. The composition root collects them from the rooms.
 */
export class WorkspaceTables {
  constructor(readonly names: readonly string[]) {}
}

/** What a database holds that no entity describes. */
export interface OtherContents {
  tables: readonly string[];
  sequences: readonly string[];
  /** Tables, also of entities, in which migrations or the start of a service leave rows of their own. */
  seeded: readonly string[];
}

export interface Schema {
  entities: EntityTarget<unknown>[];
  migrations: (new () => MigrationInterface)[];
  workspaceTables: WorkspaceTables;
  contents: OtherContents;
}

/** The server cancels a statement before the client gives up, so that silence means that the server is gone. */
const QUERY_TIMEOUT_MARGIN_MS = 5_000;
/** Idle time after which a connection beyond the pool's size is closed. */
const OVERFLOW_IDLE_MS = 10_000;
/** Less than the time after which firewalls forget a silent connection. */
const KEEP_ALIVE_MS = 30_000;
/** Lifts a limit that the role or the database has. As text, since pg sends no parameter for the number 0. */
const UNLIMITED = '0' as unknown as number;

/** TypeORM's data source over our pool; it connects when it is initialized. */
export function createDataSource(
  url: string,
  settings: DatabaseSettings,
  schema: Pick<Schema, 'entities' | 'migrations'>,
): DataSource {
  const { connectionString, ssl } = clientConfig(url, settings);
  return new DataSource({
    type: 'postgres',
    url: connectionString,
    driver: { ...pg, Pool: ResilientPool },
    entities: schema.entities as (new () => object)[],
    migrations: schema.migrations,
    migrationsTableName: MIGRATIONS_TABLE,
    migrationsTransactionMode: 'each',
    installExtensions: false,
    applicationName: 'sales-agent',
    // Silent unless DEBUG is set: what it would print are plain lines between ours, and we log failures ourselves.
    logger: 'debug',
    poolErrorHandler: () => undefined,
    extra: { ...poolOptions(settings), ...(ssl === undefined ? {} : { ssl }) },
  });
}

/** A data source of the same kind without statement time-outs, those of its role included, for building indexes. */
export function createUnlimitedDataSource({ options }: DataSource): DataSource {
  const noLimits = {
    statement_timeout: UNLIMITED,
    query_timeout: undefined,
    idle_in_transaction_session_timeout: UNLIMITED,
  };
  return new DataSource({ ...options, extra: { ...(options.extra as object), ...noLimits, min: 0 } });
}

/** The pool of an initialized data source. */
export function poolOf(dataSource: DataSource): ResilientPool {
  return (dataSource.driver as PostgresDriver).master as ResilientPool;
}

function poolOptions(settings: DatabaseSettings): ResilientPoolOptions {
  const statementTimeoutMs = settings.statementTimeoutSeconds * 1_000;
  return {
    max: settings.maxConnections,
    min: settings.poolSize,
    idleTimeoutMillis: OVERFLOW_IDLE_MS,
    waitMs: settings.poolTimeoutSeconds * 1_000,
    lifetimeMs: settings.poolRecycleSeconds * 1_000,
    connectionTimeoutMillis: settings.connectTimeoutSeconds * 1_000,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: statementTimeoutMs,
    query_timeout: statementTimeoutMs + QUERY_TIMEOUT_MARGIN_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  };
}
