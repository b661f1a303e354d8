import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestDatabase } from './test-database.js';

/** All that makes a schema, a line each; what belongs to an extension is left to it. */
const CATALOGUE = `
  WITH ours AS (
    SELECT c.oid, c.relname, c.relkind, c.relpersistence
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e'))
  SELECT format('relation %s %s %s', relname, relkind, relpersistence) AS line FROM ours
  UNION ALL
  SELECT format('column %s.%s %s not null %s default %s', relname, attname, format_type(atttypid, atttypmod), attnotnull,
    pg_get_expr(adbin, adrelid))
  FROM ours JOIN pg_attribute ON attrelid = oid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
  WHERE attnum > 0 AND NOT attisdropped AND relkind = 'r'
  UNION ALL
  SELECT format('constraint %s on %s %s', conname, relname, pg_get_constraintdef(c.oid))
  FROM ours JOIN pg_constraint c ON conrelid = ours.oid
  UNION ALL
  SELECT format('index valid %s %s', indisvalid, pg_get_indexdef(indexrelid)) FROM ours JOIN pg_index ON indrelid = oid
  UNION ALL
  SELECT format('trigger %s', pg_get_triggerdef(t.oid)) FROM ours JOIN pg_trigger t ON tgrelid = ours.oid
  WHERE NOT tgisinternal
  UNION ALL
  SELECT format('function %s', pg_get_functiondef(p.oid))
  FROM pg_proc p
  WHERE pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
  ORDER BY line`;

/** What the catalogue tells of a schema, in an order that does not depend on how it came about. */
export async function catalogueOf(database: TestDatabase): Promise<string[]> {
  const rows = await database.query<{ line: string }>(CATALOGUE);
  return rows.map(({ line }) => line);
}

/** What `pg_dump` tells of a schema; `undefined` where there is none that is as new as the server. */
export async function pgDumpOf({ url }: TestDatabase): Promise<string | undefined> {
  // Its parameters are for our client, and not for an older libpq.
  const address = Object.assign(new URL(url), { search: '' }).href;
  try {
    const { stdout } = await promisify(execFile)('pg_dump', ['--schema-only', '--no-owner', address]);
    // Newer ones wrap what they write in a random token.
    return stdout.replace(/^\\(un)?restrict .*$/gm, '');
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === 'ENOENT' || stderr?.includes('server version mismatch') === true) return undefined;
    throw error;
  }
}
