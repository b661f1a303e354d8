import { describe, expect, it } from 'vitest';
import pg from 'pg';
import { ResilientPool } from '../../../src/database/resilient-pool.js';
import { fill, POOL_NAME, run, usePools } from '../../support/pool-under-test.js';
import { until } from '../../support/until.js';

const { database, open, terminate, notes } = usePools();

async function backendOf(pool: ResilientPool): Promise<number> {
  const { rows } = await run(pool, 'SELECT pg_backend_pid() AS pid');
  return (rows[0] as { pid: number }).pid;
}

/** What PgBouncer answers to a client that wants to set a parameter when it starts. */
class StrictlyPooledClient extends pg.Client {
  constructor(private readonly config: pg.ClientConfig = {}) {
    super(config);
  }

  override connect(): Promise<pg.Client>;
  override connect(callback: (error: Error) => void): void;
  override connect(callback?: (error: Error) => void): Promise<pg.Client> | undefined {
    const refusal = new Error('unsupported startup parameter: statement_timeout');
    if (callback === undefined) return super.connect();
    if (this.config.statement_timeout === undefined) super.connect(callback);
    else callback(Object.assign(refusal, { code: '08P01' }));
    return undefined;
  }
}

describe('what comes back', () => {
  it('in the middle of a transaction is closed and not reused', async () => {
    const pool = open({ max: 1 });
    const client = await pool.acquire();
    await client.query('BEGIN');
    await client.query('INSERT INTO notes VALUES (1)');
    client.release();
    expect((await run(pool, 'SELECT FROM notes')).rowCount).toBe(0);
    expect(pool.state).toMatchObject({ size: 1, evictions: 1 });
  });

  it('after a refused statement is kept', async () => {
    const pool = open({ max: 1 });
    const pid = await backendOf(pool);
    for (let round = 0; round < 20; round++) {
      await expect(run(pool, 'SELECT 1 / $1::int', [0])).rejects.toMatchObject({ code: '22012' });
    }
    expect(await backendOf(pool)).toBe(pid);
    expect(pool.state.evictions).toBe(0);
  });

  it('from the query shortcut of pg.Pool is kept', async () => {
    const pool = open({ max: 1 });
    const pids = [];
    for (let round = 0; round < 3; round++) {
      const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
      pids.push(rows[0]?.pid);
    }
    expect(new Set(pids).size).toBe(1);
    expect(pool.state.evictions).toBe(0);
  });

  it('while its statement still runs is closed, and the next one succeeds', async () => {
    const pool = open({ max: 1, query_timeout: 500 });
    await expect(run(pool, 'SELECT pg_sleep(3)')).rejects.toThrow('Query read timeout');
    expect((await run(pool, 'SELECT 1')).rowCount).toBe(1);
    expect(pool.state.evictions).toBe(1);
  });

  it('from a transaction that timed out takes no plain insert with it', async () => {
    const pool = open({ max: 2, query_timeout: 500 });
    const client = await pool.acquire();
    await client.query('BEGIN');
    await expect(client.query('SELECT pg_sleep(3)')).rejects.toThrow('Query read timeout');
    client.release();
    for (let id = 0; id < 50; id++) await run(pool, 'INSERT INTO notes VALUES ($1)', [id]);
    expect(await notes()).toBe(50);
  });

  it('twice is a mistake of the borrower, and lends nothing twice', async () => {
    const pool = open({ max: 1 });
    const client = await pool.acquire();
    client.release();
    expect(() => {
      client.release();
    }).toThrow('released twice');
    await run(pool, 'SELECT 1');
    expect(pool.state).toMatchObject({ size: 1, idle: 1 });
  });
});

describe('connections that are terminated', () => {
  it('while idle, all of them, fail none of 200 queries', async () => {
    const pool = open();
    await fill(pool, 5);
    await terminate();
    const results = await Promise.allSettled(Array.from({ length: 200 }, () => run(pool, 'SELECT 1')));
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
    expect(pool.state.evictions).toBeGreaterThanOrEqual(5);
  });

  it('in flight, fail what they ran, and nothing after that', async () => {
    const pool = open();
    await fill(pool, 5);
    const sleeping = Array.from({ length: 5 }, () => run(pool, 'SELECT pg_sleep(30)'));
    const failures = Promise.allSettled(sleeping);
    await until(async () => (await busy()) === 5);
    await terminate();
    expect((await failures).map(({ status }) => status)).toEqual(Array(5).fill('rejected'));
    const results = await Promise.allSettled(Array.from({ length: 200 }, () => run(pool, 'SELECT 1')));
    expect(results.filter(({ status }) => status === 'rejected')).toEqual([]);
  });

  async function busy(): Promise<number> {
    const rows = await database.query(
      `SELECT FROM pg_stat_activity WHERE application_name = $1 AND query LIKE '%pg_sleep%' AND state = 'active'`,
      [POOL_NAME],
    );
    return rows.length;
  }
});

describe('a test at checkout', () => {
  it('is left out for a connection that was just used, and made for one that was idle', async () => {
    const pool = open({ max: 1 });
    await run(pool, 'SELECT 1');
    await run(pool, 'SELECT 1');
    expect(pool.state.latencyMs).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 600));
    await run(pool, 'SELECT 1');
    expect(pool.state.latencyMs).toBeGreaterThan(0);
  });

  it('is made for all that worked last before another one failed', async () => {
    const pool = open({ max: 2 });
    const [first, second] = await Promise.all([pool.acquire(), pool.acquire()]);
    first.release();
    second.release(new Error('broken'));
    await run(pool, 'SELECT 1');
    expect(pool.state).toMatchObject({ evictions: 1, size: 1 });
    expect(pool.state.latencyMs).toBeGreaterThan(0);
  });
});

it('replaces a connection that has become old', async () => {
  const pool = open({ max: 1, lifetimeMs: 200 });
  const pid = await backendOf(pool);
  expect(await backendOf(pool)).toBe(pid);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(await backendOf(pool)).not.toBe(pid);
  expect(pool.state).toMatchObject({ size: 1, evictions: 0 });
});

it('goes on without time-outs of the session where a pooler takes none', async () => {
  const pool = open({ max: 1, statement_timeout: 5_000, Client: StrictlyPooledClient });
  const { rows } = await run(pool, 'SHOW statement_timeout');
  expect(rows).toEqual([{ statement_timeout: '0' }]);
});
