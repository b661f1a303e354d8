import { sqlStateOf } from './database.errors.js';

/** Where executed migrations are recorded, by a name that no other application in the database has. */
export const MIGRATIONS_TABLE = 'sales_agent_migrations';
/** Its name in older versions, which other applications use too. */
const OLD_TABLE = 'migrations';
const UNDEFINED_TABLE = '42P01';

export type RunStatement = <Row extends object>(sql: string, parameters?: unknown[]) => Promise<Row[]>;

interface NamedRow {
  name: string;
}

/** Names of the migrations that the database has run, by this version or by an older one. */
export async function findExecuted(run: RunStatement): Promise<Set<string>> {
  try {
    return namesOf(await run<NamedRow>(`SELECT name FROM ${MIGRATIONS_TABLE}`));
  } catch (error) {
    if (sqlStateOf(error) !== UNDEFINED_TABLE) throw error;
    return (await hasOldTable(run)) ? namesOf(await run<NamedRow>(`SELECT name FROM ${OLD_TABLE}`)) : new Set();
  }
}

/**
 * Moves our records out of the table of older versions, and leaves those of other applications there. Run it under the
 * lock of migrations. Idempotent.
 * @param names names of all our migrations
 */
export async function takeOverOldTable(run: RunStatement, names: string[]): Promise<void> {
  const [own] = await run<{ found: boolean }>(`SELECT to_regclass('${MIGRATIONS_TABLE}') IS NOT NULL AS found`);
  if (own?.found === true || !(await hasOldTable(run))) return;
  const ours = `WHERE name IN (${names.map((name) => `'${name}'`).join(', ')})`;
  // One statement, so that it happens as a whole.
  await run(`
    DO $$ BEGIN
      IF EXISTS (SELECT FROM ${OLD_TABLE} ${ours}) THEN
        CREATE TABLE ${MIGRATIONS_TABLE} (id serial PRIMARY KEY, timestamp bigint NOT NULL, name varchar NOT NULL);
        INSERT INTO ${MIGRATIONS_TABLE} (timestamp, name) SELECT timestamp, name FROM ${OLD_TABLE} ${ours} ORDER BY id;
        DELETE FROM ${OLD_TABLE} ${ours};
        IF NOT EXISTS (SELECT FROM ${OLD_TABLE}) THEN DROP TABLE ${OLD_TABLE}; END IF;
      END IF;
    END $$`);
}

/** Tables of this name by other tools than TypeORM have other columns. */
async function hasOldTable(run: RunStatement): Promise<boolean> {
  const [row] = await run<{ columns: number }>(
    `SELECT count(*)::int AS columns FROM pg_attribute
     WHERE attrelid = to_regclass('${OLD_TABLE}') AND attname IN ('id', 'timestamp', 'name') AND NOT attisdropped`,
  );
  return row?.columns === 3;
}

function namesOf(rows: NamedRow[]): Set<string> {
  return new Set(rows.map(({ name }) => name));
}
