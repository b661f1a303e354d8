// Starts one PostgreSQL for the whole run, shared by its projects, and migrates one template database; each spec file clones it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { loadSettings } from '../../dist/src/app.settings.js';
import { DatabaseSettings } from '../../dist/src/database/database.settings.js';
import { createDataSource } from '../../dist/src/database/data-source.js';
import { EmbeddedPostgres } from '../../dist/src/database/embedded/embedded-postgres.js';
import { Migrator } from '../../dist/src/database/migrator.js';
import { schema } from '../../dist/src/schema.js';

export async function setup() {
  if (globalThis.testServer !== undefined) return;
  const dataDir = mkdtempSync(join(tmpdir(), 'sales-agent-test-'));
  const server = new EmbeddedPostgres(dataDir, 55_432);
  globalThis.testServer = { server, dataDir };
  const template = await server.start();
  process.env.TEST_SUPERUSER_URL = await prepareForTests(template, join(dataDir, 'postgres.password'));
  const dataSource = createDataSource(template, loadSettings({}).get(DatabaseSettings), schema);
  await dataSource.initialize();
  await new Migrator(dataSource).run();
  await dataSource.destroy();
  process.env.TEST_TEMPLATE_URL = template;
}

export async function teardown() {
  const { server, dataDir } = globalThis.testServer ?? {};
  globalThis.testServer = undefined;
  await server?.stop();
  if (dataDir !== undefined) rmSync(dataDir, { recursive: true, force: true });
}

async function prepareForTests(template, passwordFile) {
  const url = new URL(template);
  url.username = 'postgres';
  url.password = readFileSync(passwordFile, 'utf8').trim();
  const superuser = new pg.Client({ connectionString: url.href });
  await superuser.connect();
  // A machine that goes down takes all of it along anyway.
  await superuser.query('ALTER SYSTEM SET fsync = off');
  await superuser.query('SELECT pg_reload_conf()');
  // Each spec file creates a database of its own.
  await superuser.query('ALTER ROLE sales_agent CREATEDB');
  await superuser.end();
  return url.href;
}
