import { describe, expect, it } from 'vitest';
import type { DatabaseConnector } from '../database/database-connector.js';
import { ServiceUnavailableError } from '../errors/request.errors.js';
import { pooledDatabase } from './boss-database.js';

const WAIT_MS = 10_000;

/** How long statements wait for a database that is away, in ms. */
async function waits(stopping: AbortSignal): Promise<number[]> {
  const waited: number[] = [];
  const connected = (deadline: number) => {
    waited.push(deadline - performance.now());
    return Promise.reject(new ServiceUnavailableError('away'));
  };
  const database = pooledDatabase({ connected } as unknown as DatabaseConnector, WAIT_MS, stopping);
  await expect(database.executeSql('SELECT 1', [])).rejects.toThrow('away');
  return waited;
}

describe('The database of background jobs', () => {
  it('is waited for as long as by a request, but only for a second while the service stops', async () => {
    const stopping = new AbortController();
    expect((await waits(stopping.signal))[0]).toBeCloseTo(WAIT_MS, -2);
    stopping.abort();
    expect((await waits(stopping.signal))[0]).toBeCloseTo(1_000, -2);
  });
});
