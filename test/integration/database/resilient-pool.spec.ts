import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { ResilientPool, type ResilientPoolOptions } from '../../../src/database/resilient-pool.js';
import { runInRequest } from '../../../src/telemetry/request-context.js';
import { useTestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';

const NAME = 'pool under test';

const database = useTestDatabase({ empty: true });
let pools: ResilientPool[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  await database.query('CREATE TABLE notes (id int PRIMARY KEY)');
});

beforeEach(() => database.query('TRUNCATE notes'));

afterEach(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  pools = [];
});

function open(options: Partial<ResilientPoolOptions> = {}): ResilientPool {
  const pool = new ResilientPool({
    connectionString: database.url,
    application_name: NAME,
    max: 5,
    min: 5,
    waitMs: 5_000,
    lifetimeMs: 3_600_000,
    ...options,
  });
  pools.push(pool);
  return pool;
}

/** Runs one statement as `Database` does, which does not report the outcome to the pool. */
async function run(pool: ResilientPool, sql: string, parameters: unknown[] = []): Promise<pg.QueryResult> {
  const client = await pool.acquire();
  try {
    return await client.query(sql, parameters);
  } finally {
    client.release();
  }
}

/** Opens `count` connections and leaves them idle. */
async function fill(pool: ResilientPool, count: number): Promise<void> {
  const clients = await Promise.all(Array.from({ length: count }, () => pool.acquire()));
  for (const client of clients) client.release();
}

function terminate(): Promise<unknown> {
  return database.query('SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = $1', [
    NAME,
  ]);
}

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

async function notes(): Promise<number> {
  return (await database.query('SELECT FROM notes')).length;
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
      [NAME],
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
