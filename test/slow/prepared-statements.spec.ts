import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../src/database/database.service.js';
import { prepared } from '../../src/database/prepared-statement.js';
import { useService } from '../support/test-service.js';

const BY_ID = prepared('SELECT id, value FROM notes WHERE id = $1');
const INSERTION = prepared('INSERT INTO notes (id, value) VALUES ($1, $2) RETURNING id');
const RUNS = 5;
const PLAN_LIFETIME_MS = 5_000;
/** After which a connection that is used tells the server what it has read. */
const STATISTICS_MS = 1_500;

const service = useService({ DB_POOL_SIZE: '2', DB_MAX_OVERFLOW: '0' });
let database: Database;

beforeAll(async () => {
  database = service.app.get(Database, { strict: false });
  await service.database.query("CREATE TABLE notes (id int PRIMARY KEY, value int); INSERT INTO notes VALUES (1, '7')");
});

/** A connection that met an old plan prepares nothing more, so each test has new ones. */
beforeEach(async () => {
  await service.database.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'sales-agent%'`,
  );
  await overAll(() => database.read('SELECT 1'));
});

/** All connections of the pool at once. */
const overAll = <Result>(work: (part: number) => Promise<Result>) => Promise.all([0, 1].map(work));

function preparedTexts(): Promise<{ statement: string }[]> {
  return database.read<{ statement: string }>('SELECT statement FROM pg_prepared_statements WHERE statement LIKE $1', [
    '%notes%',
  ]);
}

describe('a statement that is prepared', () => {
  it('is parsed once by each connection, and gives what it always gives', async () => {
    for (let run = 0; run < RUNS; run++) {
      expect(await overAll(() => database.read(BY_ID, [1]))).toEqual([[{ id: 1, value: 7 }], [{ id: 1, value: 7 }]]);
    }
    expect(await preparedTexts()).toEqual([{ statement: 'SELECT id, value FROM notes WHERE id = $1' }]);
  });

  it('stores once each, within and outside transactions', async () => {
    await overAll((part) => database.write(INSERTION, [10 + part, 1]));
    await database.transaction(async (query) => {
      await query(INSERTION, [20, 1]);
      await query(INSERTION, [21, 1]);
    });
    expect(await service.database.query('SELECT id FROM notes WHERE id >= 10 ORDER BY id')).toEqual(
      [10, 11, 20, 21].map((id) => ({ id })),
    );
  });

  it('is refused as ever where a value does not fit', async () => {
    await expect(database.read(BY_ID, ['no number'])).rejects.toMatchObject({ errorCode: 'DATABASE_QUERY_ERROR' });
    expect(await database.read(BY_ID, [1])).toEqual([{ id: 1, value: 7 }]);
  });

  it('is planned anew within seconds, as a table may have grown beyond what its statistics say', async () => {
    await service.database.query(
      `CREATE TABLE grown (id int PRIMARY KEY, value int) WITH (autovacuum_enabled = off);
       INSERT INTO grown VALUES (1, 1);
       ANALYZE grown`,
    );
    const byId = prepared('SELECT value FROM grown WHERE id = $1');
    for (let run = 0; run < 10; run++) await overAll(() => database.read(byId, [1]));
    await service.database.query('INSERT INTO grown SELECT id, 1 FROM generate_series(2, 100000) AS id');
    const scans = async () => {
      const [row] = await service.database.query<{ count: number }>(
        `SELECT pg_stat_get_numscans('grown'::regclass)::int AS count`,
      );
      return row!.count;
    };
    await sleep(PLAN_LIFETIME_MS + 100);
    for (let run = 0; run < RUNS; run++) await overAll(() => database.read(byId, [1]));
    await sleep(STATISTICS_MS);
    const before = await scans();
    for (let run = 0; run < RUNS; run++) await overAll(() => database.read(byId, [1]));
    await sleep(STATISTICS_MS);
    // A connection tells the rest of what it read before only now.
    expect((await scans()) - before).toBeLessThan(RUNS);
  }, 20_000);

  it('stores in a column whose type a migration has changed, whatever type connections knew it to have', async () => {
    await service.database.query('CREATE TABLE moved (id int PRIMARY KEY, value text)');
    const insertion = prepared('INSERT INTO moved (id, value) VALUES ($1, $2)');
    await overAll((part) => database.write(insertion, [part, '[7]']));
    await service.database.query('ALTER TABLE moved ALTER COLUMN value TYPE jsonb USING value::jsonb');
    for (let run = 1; run < RUNS; run++) await overAll((part) => database.write(insertion, [2 * run + part, '[7]']));
    const stored = Array.from({ length: 2 * RUNS }, (_, id) => ({ id, value: [7] }));
    expect(await service.database.query('SELECT id, value FROM moved ORDER BY id')).toEqual(stored);
  });

  it('is refused once no connection can run it, as where a migration has dropped a column', async () => {
    await service.database.query('CREATE TABLE narrowed (id int PRIMARY KEY, value int)');
    const byId = prepared('SELECT value FROM narrowed WHERE id = $1');
    await overAll(() => database.read(byId, [1]));
    await service.database.query('ALTER TABLE narrowed DROP COLUMN value');
    for (let run = 0; run < RUNS; run++) {
      await expect(database.read(byId, [1])).rejects.toMatchObject({ errorCode: 'DATABASE_QUERY_ERROR' });
    }
  });

  it('is read anew once a migration has changed the type of a column, whatever connections knew of it', async () => {
    await overAll(() => database.read(BY_ID, [1]));
    await service.database.query("ALTER TABLE notes ALTER COLUMN value TYPE text USING 'v' || value");
    for (let run = 0; run < RUNS; run++) {
      expect(await overAll(() => database.read(BY_ID, [1]))).toEqual([
        [{ id: 1, value: 'v7' }],
        [{ id: 1, value: 'v7' }],
      ]);
    }
  });

  it('stores once, and only once, where the server has forgotten it', async () => {
    await overAll((part) => database.write(INSERTION, [30 + part, '1']));
    await overAll(() => database.read('DEALLOCATE ALL'));
    await overAll((part) => database.write(INSERTION, [40 + part, '1']));
    await database.transaction((query) => query(INSERTION, [50, '1']));
    expect(await service.database.query('SELECT id FROM notes WHERE id >= 40 ORDER BY id')).toEqual(
      [40, 41, 50].map((id) => ({ id })),
    );
  });
});
