import { EntityTable } from '../../database/entity-table.js';
import { camelCase } from '../../validation/wire.js';
import { LeadResponse } from '../dto/lead.dto.js';
import { LeadEntity } from '../lead.entity.js';
import { SCORE_BASIS } from '../score-state.js';

/** `text` may hold anything; a `word`, such as an id, needs no quotes but those of JSON; a `time` comes as PostgreSQL writes it, in UTC. */
export type ColumnKind = 'text' | 'word' | 'time' | 'number' | 'json';

/** A column of an export, and its SQL. */
export interface ExportColumn {
  name: string;
  sql: string;
  kind: ColumnKind;
}

/** What the state of a score follows from; it has no column of its own. */
const BASIS = `CASE WHEN qualification_score IS NOT NULL THEN ${SCORE_BASIS} END`;
/** Computed from the basis, for each of the few that a workspace has. */
export const STATE_COLUMNS = ['score_is_stale', 'stale_reason'] as const;

const table = new EntityTable(LeadEntity);
const FACTORS = ['company_fit', 'contact_quality', 'sales_potential'];
/**
 * Stored factors are compressed, and each expression that reads them unpacks them: eight of them take as long as the rest of a row.
 * Here they are unpacked once; OFFSET keeps the planner from merging the subquery into those expressions.
 */
const UNPACKED = 'unpacked_factors';
const UNPACKING = `CROSS JOIN LATERAL (SELECT qualification_factors || '{}'::jsonb AS ${UNPACKED} OFFSET 0) AS unpacking`;

/** All that a list shows of a lead, in the same order, but what is computed from the basis. */
export const LEAD_COLUMNS: readonly ExportColumn[] = Object.keys(new LeadResponse())
  .filter((name) => !(STATE_COLUMNS as readonly string[]).includes(name))
  .map(leadColumn);

/** The same and the parts of the factors, for tables. */
export const TABLE_COLUMNS: readonly ExportColumn[] = [
  ...LEAD_COLUMNS.map((column) => (column.sql === 'qualification_factors' ? { ...column, sql: UNPACKED } : column)),
  ...FACTORS.flatMap((factor) => [factorColumn(factor, 'points'), factorColumn(factor, 'reason')]),
  factorColumn('adjustments', 'points'),
];

function leadColumn(name: string): ExportColumn {
  const { name: column, type } = table.column(camelCase(name) as keyof LeadEntity);
  return { name, sql: column, kind: name.endsWith('_usd') ? 'word' : kindOf(type) };
}

function factorColumn(factor: string, part: 'points' | 'reason'): ExportColumn {
  const sql = `${UNPACKED} -> '${factor}' ->> '${part}'`;
  return { name: `${factor}_${part}`, sql, kind: part === 'points' ? 'number' : 'text' };
}

function kindOf(type: string): ColumnKind {
  if (type === 'text') return 'text';
  if (type === 'jsonb') return 'json';
  if (type === 'timestamp with time zone') return 'time';
  return type === 'integer' || type === 'numeric' || type === 'double precision' ? 'number' : 'word';
}

/** What is read of a lead: the columns, and the basis of its score. */
export function rowSql(columns: readonly ExportColumn[]): string {
  return [...columns.map(({ sql }) => sql), BASIS].join(', ');
}

/** Where `columns` are read from. */
export function sourceSql(columns: readonly ExportColumn[]): string {
  return columns.some(({ sql }) => sql === UNPACKED) ? `leads ${UNPACKING}` : 'leads';
}
