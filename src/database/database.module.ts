import { type DynamicModule, Module } from '@nestjs/common';
import { DatabaseSettings } from '../config/database.settings.js';
import { CursorCodec } from './cursor.codec.js';
import { createDataSource, type Schema } from './data-source.js';
import { DatabaseConnector } from './database-connector.js';
import { DatabaseProbe } from './database.probe.js';
import { Database } from './database.service.js';

/** The database, for every room. Which tables there are is the composition root's to say. */
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
              migrateOnStart: settings.migrateOnStart,
              waitMs: settings.poolTimeoutSeconds * 1_000,
            }),
        },
        { provide: DatabaseProbe, useFactory: () => new DatabaseProbe(url, schema.migrations) },
        {
          provide: Database,
          inject: [DatabaseConnector],
          useFactory: (connector: DatabaseConnector) => new Database(connector),
        },
        CursorCodec,
      ],
      exports: [Database, DatabaseProbe, CursorCodec],
    };
  }
}
