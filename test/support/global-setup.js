// Starts one PostgreSQL for the whole run and migrates one template database; each spec file clones it.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../../dist/src/app.settings.js';
import { DatabaseSettings } from '../../dist/src/database/database.settings.js';
import { createDataSource } from '../../dist/src/database/data-source.js';
import { EmbeddedPostgres } from '../../dist/src/database/embedded/embedded-postgres.js';
import { Migrator } from '../../dist/src/database/migrator.js';
import { schema } from '../../dist/src/schema.js';

export default async function globalSetup() {
  const dataDir = mkdtempSync(join(tmpdir(), 'sales-agent-test-'));
  const server = new EmbeddedPostgres(dataDir, 55_432);
  const template = await server.start();
  const dataSource = createDataSource(template, loadSettings({}).get(DatabaseSettings), schema);
  await dataSource.initialize();
  // A machine that goes down takes all of it along anyway.
  await dataSource.query('ALTER SYSTEM SET fsync = off');
  await dataSource.query('SELECT pg_reload_conf()');
  await new Migrator(dataSource).run();
  await dataSource.destroy();
  process.env.TEST_TEMPLATE_URL = template;
  globalThis.testServer = { server, dataDir };
}
