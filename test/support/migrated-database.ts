import { afterEach, beforeEach } from 'vitest';
import type pg from 'pg';
import type { DataSource } from 'typeorm';
import { loadSettings } from '../../src/app.settings.js';
import { createDataSource } from '../../src/database/data-source.js';
import { DatabaseSettings } from '../../src/database/database.settings.js';
import { Migrator } from '../../src/database/migrator.js';
import { schema } from '../../src/schema.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

const settings = loadSettings({}).get(DatabaseSettings);

/** A database that a test migrates as far as it wants. */
export class MigratedDatabase implements TestDatabase {
  private created: TestDatabase | undefined;
  private connected: DataSource[] = [];

  /** Makes it anew, and empty. */
  async create(): Promise<void> {
    this.created = await createTestDatabase({ empty: true });
  }

  async drop(): Promise<void> {
    await Promise.all(this.connected.map((dataSource) => dataSource.destroy()));
    this.connected = [];
    await this.current.drop();
  }

  get url(): string {
    return this.current.url;
  }

  query<Row extends pg.QueryResultRow>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.current.query<Row>(sql, parameters);
  }

  asSuperuser(sql: string): Promise<void> {
    return this.current.asSuperuser(sql);
  }

  /** A data source that is connected until the test ends. */
  async connect(options: Partial<typeof schema> = {}, own = settings): Promise<DataSource> {
    const dataSource = await createDataSource(this.url, own, { ...schema, ...options }).initialize();
    this.connected.push(dataSource);
    return dataSource;
  }

  /** A migrator that knows the first `count` migrations. */
  async migratorOf(count = schema.migrations.length): Promise<Migrator> {
    return new Migrator(await this.connect({ migrations: schema.migrations.slice(0, count) }));
  }

  private get current(): TestDatabase {
    if (this.created === undefined) throw new Error('There is a database only while a test runs');
    return this.created;
  }
}

/** An empty database for each test. */
export function useMigratedDatabase(): MigratedDatabase {
  const database = new MigratedDatabase();
  beforeEach(() => database.create());
  afterEach(() => database.drop());
  return database;
}
