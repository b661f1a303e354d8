import { DataSource, type EntityTarget, type MigrationInterface } from 'typeorm';
import type { DatabaseSettings } from '../config/database.settings.js';

export interface Schema {
  entities: EntityTarget<unknown>[];
  migrations: (new () => MigrationInterface)[];
}

/** TypeORM's view of one database: which entities, which migrations, which connections. It connects when told to. */
export function createDataSource(url: string, settings: DatabaseSettings, schema: Schema): DataSource {
  const statementTimeoutMs = settings.statementTimeoutSeconds * 1_000;
  return new DataSource({
    type: 'postgres',
    url,
    entities: schema.entities as (new () => object)[],
    migrations: schema.migrations,
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    installExtensions: false,
    applicationName: 'sales-agent',
    poolSize: settings.poolSize,
    poolErrorHandler: () => undefined,
    extra: {
      connectionTimeoutMillis: settings.poolTimeoutSeconds * 1_000,
      statement_timeout: statementTimeoutMs,
      query_timeout: statementTimeoutMs + 5_000,
      keepAlive: true,
    },
  });
}
