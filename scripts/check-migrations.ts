// Tells whether migrations and entities agree: the migrated schema must need no change to become what entities declare,
// every file in migrations/ must be in the list, and what goes up must come down.
import 'reflect-metadata';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { DatabaseSettings } from '../src/config/database.settings.js';
import { Settings } from '../src/config/settings.js';
import { createDataSource } from '../src/database/data-source.js';
import { EmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { schema } from '../src/schema.js';

const ANY_PORT = 55_433;

async function problemsOf(dataSource: DataSource): Promise<string[]> {
  const files = (await readdir('migrations')).filter((name) => name.endsWith('.ts'));
  const problems =
    files.length === schema.migrations.length ? [] : ['a file in migrations/ is not listed in src/schema.ts'];
  await dataSource.runMigrations();
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  problems.push(...upQueries.map(({ query }) => `entities want: ${query}`));
  for (let count = schema.migrations.length; count > 0; count--) await dataSource.undoLastMigration();
  await dataSource.runMigrations();
  return problems;
}

const dataDir = await mkdtemp(join(tmpdir(), 'sales-agent-check-'));
const server = new EmbeddedPostgres(dataDir, ANY_PORT);
try {
  const dataSource = createDataSource(await server.start(), new Settings({}).get(DatabaseSettings), schema);
  await dataSource.initialize();
  const problems = await problemsOf(dataSource);
  await dataSource.destroy();
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
