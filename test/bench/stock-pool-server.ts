import 'reflect-metadata';
import pg from 'pg';
import { createApp } from '../../src/app.setup.js';
import { DatabaseSettings } from '../../src/database/database.settings.js';
import { readEnvironment } from '../../src/config/environment.js';
import { loadSettings } from '../../src/app.settings.js';
import { Database } from '../../src/database/database.service.js';

// The service as it is, but for its reads: they go through a pool of `pg` as it comes, with time-outs, and are never
// repeated.

const settings = loadSettings(readEnvironment());
const { url = '', poolSize, maxOverflow, poolTimeoutSeconds, statementTimeoutSeconds } = settings.get(DatabaseSettings);
const app = await createApp(settings, url);
const pool = new pg.Pool({
  connectionString: url,
  max: poolSize + maxOverflow,
  connectionTimeoutMillis: poolTimeoutSeconds * 1_000,
  query_timeout: statementTimeoutSeconds * 1_000,
});
app.get(Database, { strict: false }).read = async <Row extends object>(sql: string, parameters?: unknown[]) =>
  (await pool.query(sql, parameters)).rows as Row[];
await app.listen(0, '127.0.0.1');
console.log(`listens on ${await app.getUrl()}`);
