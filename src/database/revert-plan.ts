import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { RunStatement } from './migrations-table.js';

/** What a revert destroys. */
export interface RevertPlan {
  migration: string;
  /** Such as `table leads (12 rows)` and `column leads.country`. */
  losses: string[];
}

const DROP =
  /\bDROP\s+(TABLE|COLUMN|INDEX|FUNCTION|TRIGGER|TYPE|VIEW|SEQUENCE|SCHEMA)\s+(?:CONCURRENTLY\s+)?(?:IF\s+EXISTS\s+)?([\w.]+)/gi;
const READ = /^\s*SELECT\b/i;
const ALTERED = /\bALTER\s+TABLE\s+(?:IF\s+EXISTS\s+)?([\w.]+)/i;
/** Counting more would take long, and would not change the decision. */
const MAX_COUNTED = 100_000;

/** Reads what a migration's way down drops off its statements, of which only those run that read what the others are made of. */
export async function lossesOf(migration: MigrationInterface, run: RunStatement): Promise<string[]> {
  const losses: string[] = [];
  // One after the other: all share one connection.
  for (const [kind, name] of (await statementsOf(migration, run)).flatMap(dropsIn)) {
    losses.push(`${kind} ${name}${kind === 'table' ? await rowsOf(name, run) : ''}`);
  }
  return losses;
}

async function statementsOf(migration: MigrationInterface, run: RunStatement): Promise<string[]> {
  const statements: string[] = [];
  const recorder = {
    query: (sql: string, parameters?: unknown[]) => {
      if (READ.test(sql)) return run(sql, parameters);
      statements.push(...sql.split(';'));
      return Promise.resolve([]);
    },
  };
  await migration.down(recorder as unknown as QueryRunner);
  return statements;
}

function dropsIn(statement: string): [kind: string, name: string][] {
  const table = ALTERED.exec(statement)?.[1];
  return [...statement.matchAll(DROP)].map(([, kind = '', name = '']) => [
    kind.toLowerCase(),
    table === undefined ? name : `${table}.${name}`,
  ]);
}

async function rowsOf(table: string, run: RunStatement): Promise<string> {
  const [exists] = await run<{ found: boolean }>('SELECT to_regclass($1) IS NOT NULL AS found', [table]);
  if (exists?.found !== true) return '';
  const [row] = await run<{ rows: number }>(
    `SELECT count(*)::int AS rows FROM (SELECT FROM ${table} LIMIT ${MAX_COUNTED + 1}) AS counted`,
  );
  const rows = row?.rows ?? 0;
  return ` (${rows > MAX_COUNTED ? `more than ${MAX_COUNTED}` : rows} rows)`;
}
