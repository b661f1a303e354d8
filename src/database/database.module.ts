import { type DynamicModule, Module } from '@nestjs/common';
import { DatabaseSettings } from './database.settings.js';
import { clientConfig } from './client-config.js';
import { CursorCodec } from './cursor.codec.js';
import { createDataSource, type Schema, WorkspaceTables } from './data-source.js';
import { DatabaseConnector } from './database-connector.js';
import { DatabaseProbe } from './database.probe.js';
import { Database } from './database.service.js';
import { HalfOpenDetector } from './half-open-detector.js';
import { Pagination } from './pagination.js';
import { TableStatistics } from './table-statistics.js';

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
            new DatabaseConnector(createDataSource(url, settings, schema), url, settings),
        },
        {
          provide: DatabaseProbe,
          inject: [DatabaseSettings],
          useFactory: (settings: DatabaseSettings) => new DatabaseProbe(clientConfig(url, settings), schema.migrations),
        },
        { provide: WorkspaceTables, useValue: schema.workspaceTables },
        Database,
        HalfOpenDetector,
        CursorCodec,
        Pagination,
        TableStatistics,
      ],
      exports: [Database, DatabaseConnector, DatabaseProbe, Pagination, WorkspaceTables],
    };
  }
}
