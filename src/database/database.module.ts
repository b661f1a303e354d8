import { type DynamicModule, Module } from '@nestjs/common';
import { DatabaseSettings } from './database.settings.js';
import { CursorCodec } from './cursor.codec.js';
import { createDataSource, type Schema, WorkspaceTables } from './data-source.js';
import { DatabaseConnector } from './database-connector.js';
import { DatabaseProbe } from './database.probe.js';
import { Database } from './database.service.js';
import { HalfOpenDetector } from './half-open-detector.js';
import { Pagination } from './pagination.js';

/** The database, for every room. The composition root passes the tables. */
@Module({})
export class DatabaseModule {
  static at(url: string, schema: Schema): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [
        {
          provide: DatabaseConnector,
          inject: [DatabaseSettings],
          useFactory: (settings: DatabaseSettings) =>
            new DatabaseConnector(createDataSource(url, settings, schema), {
              url,
              migrateOnStart: settings.migrateOnStart,
              waitMs: settings.poolTimeoutSeconds * 1_000,
              connectTimeoutMs: settings.connectTimeoutSeconds * 1_000,
              maxConnections: settings.poolSize + settings.maxOverflow,
            }),
        },
        { provide: DatabaseProbe, useFactory: () => new DatabaseProbe(url, schema.migrations) },
        {
          provide: Database,
          inject: [DatabaseConnector, DatabaseProbe, DatabaseSettings],
          useFactory: (connector: DatabaseConnector, probe: DatabaseProbe, settings: DatabaseSettings) =>
            new Database(connector, probe, settings.poolTimeoutSeconds * 1_000),
        },
        {
          provide: HalfOpenDetector,
          inject: [DatabaseConnector, DatabaseProbe],
          useFactory: (connector: DatabaseConnector, probe: DatabaseProbe) => new HalfOpenDetector(connector, probe),
        },
        { provide: WorkspaceTables, useValue: schema.workspaceTables },
        CursorCodec,
        Pagination,
      ],
      exports: [Database, DatabaseProbe, Pagination, WorkspaceTables],
    };
  }
}
