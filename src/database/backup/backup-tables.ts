import type pg from 'pg';
import type { Schema } from '../data-source.js';
import { EntityTable } from '../entity-table.js';
import type { TableStart } from './backup-format.js';

interface FoundTable extends TableStart {
  oid: number;
  parents: number[];
}

/** A partition's foreign keys count as those of its table. */
const FOUND = `
  SELECT name, attrelid::int AS oid, array_agg(attname::text ORDER BY attnum) AS columns, ARRAY(
    SELECT confrelid::int FROM pg_constraint
    WHERE contype = 'f' AND confrelid <> attrelid
      AND (conrelid = attrelid OR conrelid IN (SELECT inhrelid FROM pg_inherits WHERE inhparent = attrelid))
  ) AS parents
  FROM unnest($1::text[]) AS name JOIN pg_attribute ON attrelid = to_regclass(name)
  WHERE attnum > 0 AND NOT attisdropped AND attgenerated = ''
  GROUP BY name, attrelid
  ORDER BY name`;

/** Names of all tables of a schema that a backup holds, whether a database has them already or not. */
export function namesOf({ entities, contents }: Pick<Schema, 'entities' | 'contents'>): string[] {
  return [...entities.map((entity) => new EntityTable(entity as new () => object).name), ...contents.tables];
}

/** Those of the tables that the database has; each stands behind those that it refers to. */
export async function findTables(client: pg.Client, names: readonly string[]): Promise<TableStart[]> {
  const { rows } = await client.query<FoundTable>(FOUND, [names]);
  const ordered: FoundTable[] = [];
  while (ordered.length < rows.length) {
    const placed = new Set(ordered.map(({ oid }) => oid));
    const waiting = new Set(rows.map(({ oid }) => oid).filter((oid) => !placed.has(oid)));
    const next = rows.filter(({ oid, parents }) => waiting.has(oid) && !parents.some((parent) => waiting.has(parent)));
    if (next.length === 0) throw new Error('Tables refer to each other in a circle');
    ordered.push(...next);
  }
  return ordered.map(({ name, columns }) => ({ name, columns }));
}

/** `schema.table`, each part in quotes. */
export function quoted(name: string): string {
  return name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.');
}

export function columnList({ columns }: TableStart): string {
  return columns.map(quoted).join(', ');
}
