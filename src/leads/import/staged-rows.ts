import type { Query } from '../../database/database.service.js';
import type { LeadFields } from '../lead-changes.js';
import type { StagedFields } from './columns/row-checker.js';
import type { RowKeys } from './duplicate-groups.js';
import type { ImportKey } from './merge-progress.js';
import { personKey } from './person-key.js';
import type { RowProblem } from './read/file-row.js';

/** A row that waits, by what it is recognised. */
export type WaitingRow = Omit<RowKeys, 'match'> & { hasOutcome: boolean };

/** A row that is refused while it is merged. */
export interface Refusal {
  line: number;
  problem: RowProblem;
  cells: unknown[];
}

/** SQL of a row of an import, or of the next one, found as `leadFrom` finds a lead. */
export const ROW_FROM = `SELECT workspace_id, import_id, line, lead_id, fields FROM import_rows
  WHERE (workspace_id, import_id, line) >= ($1, $2, wanted.line) ORDER BY workspace_id, import_id, line LIMIT 1`;
export const IS_ROW = 'row.workspace_id = $1 AND row.import_id = $2 AND row.line = wanted.line';

/** The next rows in the order of the file. What it sets for the planner holds for the rest of the merge's transaction, too. */
export async function readWaiting(
  query: Query,
  { workspace, importId }: ImportKey,
  afterLine: number,
  limit: number,
): Promise<WaitingRow[]> {
  // Before a table has statistics, PostgreSQL would read and sort all rows of the file for each part of it.
  await query('SET LOCAL enable_seqscan = off');
  await query('SET LOCAL enable_bitmapscan = off');
  return query<WaitingRow>(
    `SELECT waiting.line, waiting.lead_id AS "leadId", waiting.own_id AS "ownId", field."externalId",
       lower(field."contactEmail") AS email, ${personKey('field."companyWebsite"', 'field."contactName"')} AS person,
       field."companyName" IS NOT NULL AS "hasName", field.outcome IS NOT NULL AS "hasOutcome"
     FROM (
       SELECT workspace_id, import_id, line, lead_id, own_id, fields FROM import_rows
       WHERE (workspace_id, import_id, line) > ($1, $2, $3) AND problem IS NULL
       ORDER BY workspace_id, import_id, line LIMIT $4
     ) AS waiting
     CROSS JOIN LATERAL json_to_record(waiting.fields) AS field
       ("externalId" text, "contactEmail" text, "companyWebsite" text, "contactName" text, "companyName" text, outcome text)
     WHERE waiting.workspace_id = $1 AND waiting.import_id = $2
     ORDER BY waiting.line`,
    [workspace, importId, afterLine, limit],
  );
}

/** The fields of leads that rows have, by their lines. */
export async function readFields(
  query: Query,
  key: ImportKey,
  lines: readonly number[],
): Promise<Map<number, LeadFields>> {
  const staged = await readStaged(query, key, lines);
  return new Map([...staged].map(([line, fields]) => [line, withoutOutcome(fields)]));
}

/** All that rows say, by their lines. */
export async function readStaged(
  query: Query,
  { workspace, importId }: ImportKey,
  lines: readonly number[],
): Promise<Map<number, StagedFields>> {
  if (lines.length === 0) return new Map();
  const rows = await query<{ line: number; fields: StagedFields }>(
    `SELECT row.line, row.fields FROM unnest($3::int[]) AS wanted (line)
     CROSS JOIN LATERAL (${ROW_FROM}) AS row
     WHERE ${IS_ROW}`,
    [workspace, importId, lines],
  );
  return new Map(rows.map(({ line, fields }) => [line, fields]));
}

function withoutOutcome(fields: StagedFields): LeadFields {
  const own = Object.entries(fields).filter(([name]) => !name.startsWith('outcome'));
  return Object.fromEntries(own);
}

/** Of these leads, those that rows of this import became, by the first of those rows. */
export async function readFirstLines(
  query: Query,
  { workspace, importId }: ImportKey,
  ids: readonly string[],
): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const found = await query<{ id: string; line: number }>(
    `SELECT wanted.id, row.line FROM unnest($3::uuid[]) AS wanted (id)
     CROSS JOIN LATERAL (
       SELECT min(line) AS line FROM (
         SELECT line FROM import_rows WHERE workspace_id = $1 AND lead_id = wanted.id AND import_id = $2 OFFSET 0
       ) AS known
     ) AS row
     WHERE row.line IS NOT NULL`,
    [workspace, importId, ids],
  );
  return new Map(found.map(({ id, line }) => [id, line]));
}

/** Notes which leads rows became, other than the new ones that they would have been: who erases a lead erases its rows. */
export async function noteLeads(
  query: Query,
  { workspace, importId }: ImportKey,
  leadOf: ReadonlyMap<number, string>,
): Promise<void> {
  if (leadOf.size === 0) return;
  await query(
    `UPDATE import_rows SET lead_id = noted.lead_id
     FROM unnest($3::int[], $4::uuid[]) AS noted (line, lead_id)
     WHERE workspace_id = $1 AND import_id = $2 AND import_rows.line = ANY ($3) AND import_rows.line = noted.line`,
    [workspace, importId, [...leadOf.keys()], [...leadOf.values()]],
  );
}

/** Refuses rows that were taken for good. */
export async function refuseRows(
  query: Query,
  { workspace, importId }: ImportKey,
  refusals: readonly Refusal[],
): Promise<void> {
  if (refusals.length === 0) return;
  await query(
    `UPDATE import_rows SET fields = NULL, lead_id = NULL, problem = refused.problem, cells = refused.cells
     FROM json_to_recordset($3::json) AS refused (line integer, problem jsonb, cells json)
     WHERE workspace_id = $1 AND import_id = $2 AND import_rows.line = ANY ($4) AND import_rows.line = refused.line`,
    [workspace, importId, JSON.stringify(refusals), refusals.map(({ line }) => line)],
  );
}
