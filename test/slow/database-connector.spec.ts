import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { createApp } from '../../src/app.setup.js';
import { loadSettings } from '../../src/app.settings.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const ROUNDS = 12;

let database: TestDatabase;

async function connections(): Promise<number> {
  const rows = await database.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'sales-agent%'`,
  );
  return rows.length;
}

describe('a service that is closed while it connects', () => {
  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database.drop());

  it('leaves no connection behind, wherever it was', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const app = await createApp(loadSettings({ LOG_LEVEL: 'silent' }), database.url);
      await app.init();
      await sleep(round * 5);
      await app.close();
      // The server takes a moment to notice.
      await until(async () => (await connections()) === 0);
      expect(await connections()).toBe(0);
    }
  }, 30_000);
});
