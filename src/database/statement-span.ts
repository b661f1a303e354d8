import type { Span } from '@opentelemetry/api';
import { LRUCache } from 'lru-cache';
import { beginSpan } from '../telemetry/tracing.js';

const OPERATION = /^\s*([a-z]+)/i;
/** What follows FROM may be a function, which is no table. */
const TABLE = /\b(?:INTO|UPDATE)\s+(?:ONLY\s+)?([a-z_][\w.]*)|\b(?:FROM|JOIN)\s+(?:ONLY\s+)?([a-z_][\w.]*)\b(?!\s*\()/i;
/** Some statements are put together from the filters of a request. */
const MOST_NAMES = 1_000;

interface StatementName {
  operation: string;
  table: string | undefined;
}

const names = new LRUCache<string, StatementName>({ max: MOST_NAMES });

/** A span for a statement, within a request that is traced. It has the statement's name, and neither its text nor values. */
export function beginStatement(sql: string): Span | undefined {
  return beginSpan('CLIENT', () => describe(sql));
}

function describe(sql: string) {
  const { operation, table } = nameOf(sql);
  const name = table === undefined ? operation : `${operation} ${table}`;
  const attributes = {
    'db.system.name': 'postgresql',
    'db.operation.name': operation,
    'db.query.summary': name,
    ...(table === undefined ? {} : { 'db.collection.name': table }),
  };
  return { name, attributes };
}

/** Such as `SELECT leads`: what a statement does, and the first table that it names. */
export function nameOf(sql: string): StatementName {
  const known = names.get(sql);
  if (known !== undefined) return known;
  const operation = OPERATION.exec(sql)?.[1]?.toUpperCase() ?? 'QUERY';
  const [, written, read] = TABLE.exec(sql) ?? [];
  const name = { operation, table: written ?? read };
  names.set(sql, name);
  return name;
}
