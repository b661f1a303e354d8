import type { PgBoss } from 'pg-boss';
import { describe, expect, it } from 'vitest';
import { DatabaseSettings } from '../database/database.settings.js';
import type { DatabaseConnector } from '../database/database-connector.js';
import { JobStore } from './job-store.js';
import { JobSettings } from './jobs.settings.js';

describe('JobStore', () => {
  it('stops in the time that it is given, also while every look for jobs waits for a database that is away', async () => {
    const store = new JobStore({} as DatabaseConnector, new JobSettings(), new DatabaseSettings());
    const given: unknown[] = [];
    const stop = (options: unknown) => {
      given.push(options);
      return new Promise<never>(() => undefined);
    };
    store.boss = { stop } as unknown as PgBoss;
    await store.stop(20);
    expect(given).toEqual([{ timeout: 20 }]);
    await expect(store.firstStarted()).rejects.toThrow('The service is shutting down');
  }, 2_000);
});
