import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/app.setup.js';
import { loadSettings } from '../../src/app.settings.js';
import { cellsOf, type CopyReader } from '../../src/database/copy-reader.js';
import { Database } from '../../src/database/database.service.js';
import { DatabaseQueryError, DatabaseTimeoutError } from '../../src/database/database.errors.js';
import { literalOf } from '../../src/database/literal.js';
import { useTestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { useStarted } from '../support/use-started.js';

const IDLE_MS = 1_500;
/** More than the connection itself holds of them. */
const LONG_ROWS = `SELECT n, repeat('n', 10000) FROM generate_series(1, 4000) AS n`;

const postgres = useTestDatabase();
const app = useStarted(
  async () =>
    (await createApp(loadSettings({ LOG_LEVEL: 'silent', DB_STATEMENT_TIMEOUT_SECONDS: '1' }), postgres.url)).init(),
  (started) => started.close(),
);
let database: Database;

beforeAll(() => {
  database = app.get(Database, { strict: false });
});

async function readAll(sql: string): Promise<string[]> {
  const reader = await database.openCopy(sql, IDLE_MS);
  try {
    return await rest(reader);
  } finally {
    await reader.close();
  }
}

async function rest(reader: CopyReader): Promise<string[]> {
  const all: string[] = [];
  for (let rows = await reader.next(); rows.length > 0; rows = await reader.next()) all.push(...rows);
  return all;
}

async function copiesUnderWay(): Promise<number> {
  const rows = await postgres.query(
    `SELECT FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle' AND query LIKE 'COPY%'`,
  );
  return rows.length;
}

describe('what COPY writes', () => {
  it('is read back whatever a text holds, as a value of the statement and as a column', async () => {
    const text = fc.string({ unit: 'binary' }).map((some) => some.replaceAll('\0', '').toWellFormed());
    const special = fc.stringMatching(/^[\\\t\n\r'"{},a-z]*$/);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(text, special), { minLength: 1 }), async (texts) => {
        const each = texts.map((some) => `${literalOf(some)}::text`).join(', ');
        const [row = ''] = await readAll(`SELECT ${each}, array_to_json(${literalOf(texts)}::text[])`);
        const cells = cellsOf(row);
        expect(JSON.parse(cells.pop() ?? '')).toEqual(texts);
        expect(cells).toEqual(texts);
      }),
      { numRuns: 200 },
    );
  });

  it('has nothing for what is absent, and no rows for none', async () => {
    expect((await readAll(`SELECT NULL, '', 1`)).map(cellsOf)).toEqual([['', '', '1']]);
    expect(await readAll('SELECT 1 WHERE false')).toEqual([]);
  });

  it('refuses what would end the statement, or has no form in it', () => {
    expect(() => literalOf('a\0b')).toThrow(TypeError);
    expect(() => literalOf(['a\0b'])).toThrow(TypeError);
    expect(() => literalOf({})).toThrow(TypeError);
    expect(() => literalOf(undefined)).toThrow(TypeError);
  });
});

describe('a reader of COPY', () => {
  it('gets every row in its order, and gives a connection back that works', async () => {
    const rows = await readAll(LONG_ROWS);
    expect(rows.map((row) => Number(row.split('\t')[0]))).toEqual(
      Array.from({ length: 4_000 }, (_, index) => index + 1),
    );
    expect(await database.read('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('may take longer than any statement, and keeps the server waiting meanwhile', async () => {
    const reader = await database.openCopy(LONG_ROWS, 60_000);
    let count = 0;
    for (let pause = 0; pause < 3; pause++) {
      count += (await reader.next()).length;
      await sleep(1_200);
      expect(await copiesUnderWay()).toBe(1);
    }
    expect(count).toBeLessThan(1_000);
    expect(count + (await rest(reader)).length).toBe(4_000);
    await reader.close();
  });

  it('holds a bounded part of them once it reads no more, however fast it has read before', async () => {
    for (let round = 0; round < 20; round++) {
      const reader = await database.openCopy(LONG_ROWS, 60_000);
      for (let count = 0; count < 1_000 + 50 * round;) count += (await reader.next()).length;
      await sleep(200);
      expect((await reader.next()).length).toBeLessThan(200);
      await reader.close();
    }
  });

  it('may leave the last rows untaken while the server has nothing more to do', async () => {
    const reader = await database.openCopy(`SELECT repeat('n', 10000) FROM generate_series(1, 100)`, 60_000);
    await until(async () => (await copiesUnderWay()) === 1);
    await sleep(2_500);
    expect(await rest(reader)).toHaveLength(100);
    await reader.close();
  });

  it('that takes nothing at all is left by the server', async () => {
    const reader = await database.openCopy(LONG_ROWS, IDLE_MS);
    await until(async () => (await copiesUnderWay()) === 0, 10_000);
    await expect(rest(reader)).rejects.toThrow('The database cannot be reached');
    await reader.close();
  });

  it('that leaves early costs its connection alone', async () => {
    const reader = await database.openCopy(LONG_ROWS, IDLE_MS);
    await reader.next();
    await reader.close();
    await reader.close();
    await until(async () => (await copiesUnderWay()) === 0);
    await expect(reader.next()).rejects.toThrow('The database cannot be reached');
    expect(await database.read('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is told of a server that is silent before the first row, and in the middle', async () => {
    await expect(database.openCopy('SELECT pg_sleep(3)', IDLE_MS)).rejects.toThrow(DatabaseTimeoutError);
    const reader = await database.openCopy(
      `SELECT repeat('n', 10000), CASE n WHEN 1000 THEN pg_sleep(3) END FROM generate_series(1, 1000) AS n`,
      IDLE_MS,
    );
    await expect(rest(reader)).rejects.toThrow(DatabaseTimeoutError);
    await reader.close();
  });

  it('is told of a statement that fails, before the first row and in the middle', async () => {
    await expect(database.openCopy('SELECT 1 / 0', IDLE_MS)).rejects.toThrow(DatabaseQueryError);
    const reader = await database.openCopy(
      `SELECT repeat('n', 10000), 1 / (1000 - n) FROM generate_series(1, 1000) AS n`,
      IDLE_MS,
    );
    await expect(rest(reader)).rejects.toThrow(DatabaseQueryError);
    await reader.close();
    expect(await database.read('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
