// Checks whether migrations and entities agree: the migrated schema must need no change to become what entities declare,
// every file in migrations/ must be in the list, and what goes up must come down.
import 'reflect-metadata';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource, EntityMetadata } from 'typeorm';
import { DatabaseSettings } from '../src/database/database.settings.js';
import { loadSettings } from '../src/app.settings.js';
import { createDataSource } from '../src/database/data-source.js';
import { EmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { Migrator } from '../src/database/migrator.js';
import { schema } from '../src/schema.js';

const ANY_PORT = 55_433;

async function problemsOf(dataSource: DataSource): Promise<string[]> {
  const files = (await readdir('migrations')).filter((name) => name.endsWith('.ts'));
  const problems =
    files.length === schema.migrations.length ? [] : ['a file in migrations/ is not listed in src/schema.ts'];
  const migrator = new Migrator(dataSource);
  await migrator.run();
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  problems.push(...upQueries.map(({ query }) => `entities want: ${query}`));
  for (const entity of dataSource.entityMetadatas) {
    problems.push(...(await lostIndexes(dataSource, entity)), ...(await changedChecks(dataSource, entity)));
  }
  for (let count = schema.migrations.length; count > 0; count--) await migrator.revert();
  await migrator.run();
  return problems;
}

/** TypeORM looks for no index that is SQL in a migration alone. */
async function lostIndexes(dataSource: DataSource, { indices }: EntityMetadata): Promise<string[]> {
  const found = await dataSource.query<{ name: string }[]>(
    'SELECT indexrelid::regclass::text AS name FROM pg_index WHERE indisvalid',
  );
  const names = new Set(found.map(({ name }) => name));
  return indices
    .filter(({ name }) => !names.has(name))
    .map(({ name }) => `entities name an index ${name} that is not there`);
}

/** TypeORM compares checks by name alone; whether two are the same shows in how PostgreSQL prints them. */
async function changedChecks(dataSource: DataSource, { tablePath, checks }: EntityMetadata): Promise<string[]> {
  const problems: string[] = [];
  for (const { name, expression } of checks) {
    const runner = dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`ALTER TABLE ${tablePath} ADD CONSTRAINT declared CHECK (${expression})`);
    const definitions = (await runner.query(
      `SELECT DISTINCT pg_get_constraintdef(oid) AS definition
       FROM pg_constraint WHERE conrelid = '${tablePath}'::regclass AND conname IN ('declared', '${name}')`,
    )) as { definition: string }[];
    await runner.rollbackTransaction();
    await runner.release();
    if (definitions.length > 1) problems.push(`entities and migrations differ in the check ${name}`);
  }
  return problems;
}

const dataDir = await mkdtemp(join(tmpdir(), 'sales-agent-check-'));
const server = new EmbeddedPostgres(dataDir, ANY_PORT);
try {
  const dataSource = createDataSource(await server.start(), loadSettings({}).get(DatabaseSettings), schema);
  await dataSource.initialize();
  const problems = await problemsOf(dataSource);
  await dataSource.destroy();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
