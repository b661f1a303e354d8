import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DatabaseConnector } from '../../src/database/database-connector.js';
import { Database, type Query } from '../../src/database/database.service.js';
import { useService, startTestService } from '../support/test-service.js';
import { until } from '../support/until.js';

const service = useService({ DB_STATEMENT_TIMEOUT_SECONDS: '3', DB_POOL_TIMEOUT_SECONDS: '5' });
let database: Database;

beforeAll(async () => {
  database = service.app.get(Database, { strict: false });
  await service.database.query(`
    CREATE TABLE notes (id int PRIMARY KEY, value int NOT NULL DEFAULT 0);
    CREATE TABLE slow_notes (id int);
    CREATE SEQUENCE attempts;
    -- Fails, with the given SQLSTATE, the first times it is called; what a sequence counts is not rolled back.
    CREATE FUNCTION stumble(times int, state text) RETURNS int LANGUAGE plpgsql AS $$
      BEGIN
        IF nextval('attempts') <= times THEN RAISE 'stumbled' USING ERRCODE = state; END IF;
        RETURN 1;
      END $$;
    CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_sleep(1); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER linger AFTER INSERT ON slow_notes
      DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION linger();`);
});

beforeEach(() => service.database.query('TRUNCATE notes, slow_notes; ALTER SEQUENCE attempts RESTART'));

/** Cuts, from the server's side, the connection that runs a statement which begins so. */
async function cut(statement: string): Promise<void> {
  await until(async () => {
    const rows = await service.database.query(
      `SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'sales-agent' AND state = 'active'
         AND starts_with(query, $1)`,
      [statement],
    );
    return rows.length > 0;
  });
}

async function count(table: 'notes' | 'slow_notes'): Promise<number> {
  return (await service.database.query(`SELECT FROM ${table}`)).length;
}

async function attempts(): Promise<number> {
  const [row] = await service.database.query<{ value: number }>(`SELECT nextval('attempts')::int - 1 AS value`);
  return row!.value;
}

describe('a connection that is cut in flight', () => {
  it('goes unnoticed by a read', async () => {
    const reading = database.read('SELECT 7 AS seven FROM pg_sleep(0.5)');
    await cut('SELECT 7');
    expect(await reading).toEqual([{ seven: 7 }]);
  });

  it('is an error of a write, which is not repeated', async () => {
    const writing = database.write('INSERT INTO notes SELECT 1 FROM pg_sleep(0.5)');
    const [failure] = await Promise.allSettled([writing, cut('INSERT INTO notes')]);
    expect(failure).toMatchObject({ reason: { errorCode: 'DATABASE_CONNECTION_ERROR', retryAfterSeconds: 2 } });
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await count('notes')).toBe(0);
  });

  it('goes unnoticed by a write that may be repeated', async () => {
    const writing = database.idempotentWrite('INSERT INTO notes SELECT 1 FROM pg_sleep(0.5) ON CONFLICT DO NOTHING');
    await cut('INSERT INTO notes');
    await writing;
    expect(await count('notes')).toBe(1);
  });

  it('goes unnoticed by a transaction that has not begun to commit', async () => {
    let runs = 0;
    const writing = database.transaction(async (query) => {
      runs++;
      await query('INSERT INTO notes VALUES (1)');
      await query('SELECT pg_sleep(0.5)');
    });
    await cut('SELECT pg_sleep');
    await writing;
    expect([runs, await count('notes')]).toEqual([2, 1]);
  });

  it.each([
    ['transaction', 1, 'rejected', 0],
    ['idempotentTransaction', 2, 'fulfilled', 1],
  ] as const)('while it commits a %s lets it run %d times', async (method, expectedRuns, status, stored) => {
    let runs = 0;
    const writing = database[method](async (query) => {
      runs++;
      await query('INSERT INTO slow_notes VALUES (1)');
    });
    const [outcome] = await Promise.allSettled([writing, cut('COMMIT')]);
    expect(outcome.status).toBe(status);
    expect([runs, await count('slow_notes')]).toEqual([expectedRuns, stored]);
  });
});

describe('what PostgreSQL gives up in favour of another', () => {
  it.each(['40001', '40P01'])('is done again as a statement (%s)', async (state) => {
    await database.write('INSERT INTO notes SELECT stumble(2, $1)', [state]);
    expect([await attempts(), await count('notes')]).toEqual([3, 1]);
  });

  it('is done again as a transaction', async () => {
    await database.transaction(async (query) => {
      await query('INSERT INTO notes VALUES (7)');
      await query(`SELECT stumble(2, '40001')`);
    });
    expect([await attempts(), await count('notes')]).toEqual([3, 1]);
  });

  it('is given up after a few times', async () => {
    const writing = database.write(`SELECT stumble(1000, '40001')`);
    await expect(writing).rejects.toMatchObject({ errorCode: 'DATABASE_QUERY_ERROR' });
    expect(await attempts()).toBe(5);
  });

  it('is nothing that writers of the same row notice', async () => {
    await service.database.query('INSERT INTO notes VALUES (1)');
    const increment = () =>
      database.transaction(async (query) => {
        await query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
        const [row] = await query<{ value: number }>('SELECT value FROM notes');
        await query('UPDATE notes SET value = $1', [row!.value + 1]);
      });
    await Promise.all([increment(), increment(), increment()]);
    expect(await service.database.query('SELECT value FROM notes')).toEqual([{ value: 3 }]);
  });

  it('is nothing that two who wait for each other notice', async () => {
    await service.database.query('INSERT INTO notes VALUES (1), (2)');
    const { promise: bothHaveOne, resolve } = Promise.withResolvers<undefined>();
    let held = 0;
    const lock = (first: number, second: number) =>
      database.transaction(async (query) => {
        await bump(query, first);
        if (++held === 2) resolve(undefined);
        await bothHaveOne;
        await bump(query, second);
      });
    const bump = (query: Query, id: number) => query('UPDATE notes SET value = value + 1 WHERE id = $1', [id]);
    await Promise.all([lock(1, 2), lock(2, 1)]);
    expect(await service.database.query('SELECT value FROM notes')).toEqual([{ value: 2 }, { value: 2 }]);
  });
});

describe('a transaction', () => {
  it('stores nothing of work that throws, and runs it once', async () => {
    let runs = 0;
    const writing = database.transaction(async (query) => {
      runs++;
      await query('INSERT INTO notes VALUES (1)');
      throw new Error('changed my mind');
    });
    await expect(writing).rejects.toThrow('changed my mind');
    expect([
      runs,
      await count('notes'),
      service.app.get(DatabaseConnector, { strict: false }).poolState().checkedOut,
    ]).toEqual([1, 0, 0]);
  });

  it('that the server rolled back is not taken for stored', async () => {
    const writing = database.transaction(async (query) => {
      await query('INSERT INTO notes VALUES (1)');
      await query('SELECT 1 / 0').catch(() => undefined);
    });
    await expect(writing).rejects.toMatchObject({ errorCode: 'DATABASE_QUERY_ERROR' });
    expect(await count('notes')).toBe(0);
  });
});

describe('a server that refuses', () => {
  it.each([
    ['53100', 'DATABASE_OUT_OF_RESOURCES', 30],
    ['53200', 'DATABASE_OUT_OF_RESOURCES', 30],
    ['57014', 'DATABASE_TIMEOUT', undefined],
    ['42P01', 'DATABASE_QUERY_ERROR', undefined],
  ])('with %s is reported as %s, once', async (state, errorCode, retryAfterSeconds) => {
    const writing = database.write('INSERT INTO notes SELECT stumble(1000, $1)', [state]);
    await expect(writing).rejects.toMatchObject({ errorCode, retryAfterSeconds });
    expect(await attempts()).toBe(1);
  });

  it('a statement that runs for too long', async () => {
    await expect(database.read('SELECT pg_sleep(10)')).rejects.toMatchObject({ errorCode: 'DATABASE_TIMEOUT' });
  });

  it('refuses every write, answers reads, and accepts writes again as soon as possible', async () => {
    const name = new URL(service.database.url).pathname.slice(1);
    await service.database.query(`ALTER DATABASE ${name} SET default_transaction_read_only = on`);
    await service.database.query(
      `SELECT pg_terminate_backend(pid, 1000) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'sales-agent'`,
    );
    const writing = () => database.write('INSERT INTO notes VALUES (1)');
    await expect(writing()).rejects.toMatchObject({ errorCode: 'DATABASE_READ_ONLY', retryAfterSeconds: 2 });
    expect(await database.read('SELECT 7 AS seven')).toEqual([{ seven: 7 }]);
    await service.database.query(`ALTER DATABASE ${name} RESET default_transaction_read_only`);
    await writing();
    expect(await count('notes')).toBe(1);
  });
});

it('distinguishes an exhausted pool from an unreachable database', async () => {
  const small = await startTestService({ DB_POOL_SIZE: '1', DB_MAX_OVERFLOW: '0', DB_POOL_TIMEOUT_SECONDS: '1' });
  const busy = small.app.get(Database, { strict: false });
  const sleeping = busy.read('SELECT pg_sleep(2)');
  await expect(busy.read('SELECT 1')).rejects.toMatchObject({ errorCode: 'DATABASE_POOL_EXHAUSTED' });
  await sleeping;
  await small.stop();
});
