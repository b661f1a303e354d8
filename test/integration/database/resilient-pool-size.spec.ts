import { afterEach, describe, expect, it } from 'vitest';
import { ResilientPool } from '../../../src/database/resilient-pool.js';
import { runInRequest } from '../../../src/telemetry/request-context.js';
import { fill, run, usePools } from '../../support/pool-under-test.js';
import { useTestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';

const { database, open } = usePools();

describe('the size of the pool', () => {
  it('grows to its most, and falls back to what it keeps', async () => {
    const pool = open({ max: 4, min: 2, idleTimeoutMillis: 50 });
    const work = Array.from({ length: 20 }, () => run(pool, 'SELECT pg_sleep(0.02)'));
    await until(() => pool.state.size === 4);
    expect(pool.state).toMatchObject({ size: 4, idle: 0, checkedOut: 4, waiting: 16, max: 4 });
    await Promise.all(work);
    expect(pool.state).toMatchObject({ size: 4, idle: 4, checkedOut: 0, waiting: 0 });
    await until(() => pool.state.size === 2);
    expect(pool.state.evictions).toBe(0);
  });

  it('is an error for a caller that waits too long, and for no later one', async () => {
    const pool = open({ max: 1, waitMs: 100 });
    const client = await pool.acquire();
    await expect(pool.acquire()).rejects.toMatchObject({ errorCode: 'DATABASE_POOL_EXHAUSTED' });
    expect(pool.state.waiting).toBe(0);
    client.release();
    expect((await run(pool, 'SELECT 1')).rowCount).toBe(1);
  });

  it('serves API keys by turns: one that waits a hundred times delays another by one connection', async () => {
    const pool = open({ max: 1, min: 1 });
    const client = await pool.acquire();
    const served: string[] = [];
    const wait = (keyId: string) =>
      runInRequest({ requestId: `of-${keyId}`, keyId }, async () => {
        const lent = await pool.acquire();
        served.push(keyId);
        lent.release();
      });
    const all = [...Array.from({ length: 100 }, () => wait('busy')), wait('other')];
    client.release();
    await Promise.all(all);
    expect(served.indexOf('other')).toBe(1);
    expect(served).toHaveLength(101);
  });

  it('serves those who wait in the order in which they came', async () => {
    const pool = open({ max: 1 });
    const client = await pool.acquire();
    const served: number[] = [];
    const waiting = [1, 2, 3].map(async (number) => {
      const lent = await pool.acquire();
      served.push(number);
      lent.release();
    });
    client.release();
    await Promise.all(waiting);
    expect(served).toEqual([1, 2, 3]);
  });
});

describe('while no connection can be made', () => {
  const name = () => new URL(database.url).pathname.slice(1);

  afterEach(() => shut(true));

  /** Through another database, as this one may be shut. */
  function shut(isOpen: boolean): Promise<unknown> {
    return admin.query(`ALTER DATABASE ${name()} WITH ALLOW_CONNECTIONS ${isOpen}`);
  }

  const admin = useTestDatabase({ empty: true });

  it('borrowers wait, dial one at a time, and go on when it is over', async () => {
    const pool = open();
    await shut(false);
    const results = Promise.all(Array.from({ length: 50 }, () => run(pool, 'SELECT 1')));
    await until(() => pool.state.waiting === 50);
    let most = 0;
    for (let look = 0; look < 20; look++) {
      most = Math.max(most, pool.state.size);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(most).toBe(1);
    await shut(true);
    expect(await results).toHaveLength(50);
    expect(pool.state).toMatchObject({ waiting: 0, checkedOut: 0 });
  });

  it('is a connection error for a caller that waited too long', async () => {
    const pool = open({ waitMs: 200 });
    await shut(false);
    const error = await pool.acquire().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ errorCode: 'DATABASE_CONNECTION_ERROR', retryAfterSeconds: 2 });
    expect(error).toMatchObject({ cause: { code: '55000' } });
  });

  it('lends what there is', async () => {
    const pool = open({ max: 3 });
    await fill(pool, 1);
    await shut(false);
    const results = await Promise.all(Array.from({ length: 30 }, () => run(pool, 'SELECT 1')));
    expect(results).toHaveLength(30);
    // A dial for those who waited may still be under way.
    await until(() => pool.state.size === 1);
    expect(pool.state.evictions).toBe(0);
  });

  it('ends at once', async () => {
    const pool = new ResilientPool({ connectionString: database.url, waitMs: 60_000, lifetimeMs: 1_000 });
    await shut(false);
    const waiting = pool.acquire();
    waiting.catch(() => undefined);
    await until(() => pool.state.waiting === 1);
    await pool.end();
    await expect(waiting).rejects.toMatchObject({ errorCode: 'DATABASE_CONNECTION_ERROR' });
  });
});
