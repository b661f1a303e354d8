import { onlyRow, type Query } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { WRITTEN_FIELDS, type LeadFields } from '../lead-changes.js';
import { LeadEntity } from '../lead.entity.js';
import { leadFrom, leadsWith } from '../lead-rows.js';
import type { RowKeys } from './duplicate-groups.js';
import type { StagedFields } from './columns/row-checker.js';
import type { ImportEntity } from './import.entity.js';
import { IS_PERSON, personKey } from './person-key.js';
import type { RowProblem } from './read/file-row.js';

const leads = new EntityTable(LeadEntity);
const written = leads.records(WRITTEN_FIELDS);

/** Which import, in statements that all name it. */
export interface ImportKey {
  workspace: WorkspaceId;
  importId: string;
}

export type MergedImport = Pick<ImportEntity, 'position' | 'onDuplicate' | 'mapping'>;
/** A row that waits, by what it is recognised. */
export type WaitingRow = Omit<RowKeys, 'match'> & { hasOutcome: boolean };
/** A row that is refused while it is merged. */
export interface Refusal {
  line: number;
  problem: RowProblem;
  cells: unknown[];
}

/** The import, which no other replica merges until the transaction ends; `undefined` if one does, or there is nothing to merge. */
export async function lockImport(query: Query, { workspace, importId }: ImportKey): Promise<MergedImport | undefined> {
  const [found] = await query<MergedImport>(
    `SELECT position, on_duplicate AS "onDuplicate", mapping FROM imports
     WHERE workspace_id = $1 AND id = $2 AND state = 'merging' FOR NO KEY UPDATE SKIP LOCKED`,
    [workspace, importId],
  );
  return found;
}

/** The next rows in the order of the file. */
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

/** The stored leads that rows are recognised as, by the places of the rows; of several the newest. */
export async function findMatches(
  query: Query,
  workspace: WorkspaceId,
  rows: readonly WaitingRow[],
): Promise<Map<number, string>> {
  const hasSameId = '(found.external_id IS NULL OR wanted.external_id IS NULL)';
  const hasSameEmail = '(found.contact_email IS NULL OR wanted.email IS NULL)';
  const person = personKey('company_website', 'contact_name');
  const found = await query<{ position: number; id: string }>(
    `SELECT wanted.position::int AS position, match.id
     FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY
       AS wanted (own_id, external_id, email, person, position)
     CROSS JOIN LATERAL (SELECT COALESCE(
       ${newest('own_id', leadsWith('id', 'wanted.own_id', 'true'))},
       ${newest('external_id', leadsWith('external_id', 'wanted.external_id', 'external_id IS NOT NULL'))},
       ${newest('email', leadsWith('lower(contact_email)', 'wanted.email', 'contact_email IS NOT NULL'), hasSameId)},
       ${newest('person', leadsWith(person, 'wanted.person', IS_PERSON), `${hasSameId} AND ${hasSameEmail}`)}
     ) AS id) AS match
     WHERE match.id IS NOT NULL`,
    [
      workspace,
      rows.map(({ ownId }) => ownId),
      rows.map(({ externalId }) => externalId),
      rows.map(({ email }) => email),
      rows.map(({ person }) => person),
    ],
  );
  return new Map(found.map(({ position, id }) => [position - 1, id]));
}

/**
 * SQL of the newest lead that has a key, if there is one to look for.
 * @param leads SQL of the leads that have the next one
 */
function newest(key: string, leads: string, condition = 'true'): string {
  return `CASE WHEN wanted.${key} IS NOT NULL THEN (
    SELECT found.id FROM (${leads}) AS found
    WHERE found.workspace_id = $1 AND found.key = wanted.${key} AND ${condition}
    ORDER BY found.created_at DESC, found.id DESC LIMIT 1) END`;
}

/** SQL of a row of an import, or of the next one, found as `leadFrom` finds a lead. */
const ROW_FROM = `SELECT workspace_id, import_id, line, lead_id, fields FROM import_rows
  WHERE (workspace_id, import_id, line) >= ($1, $2, wanted.line) ORDER BY workspace_id, import_id, line LIMIT 1`;
const IS_ROW = 'row.workspace_id = $1 AND row.import_id = $2 AND row.line = wanted.line';

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

/** Leads as they are, locked until the transaction ends; all lock them in the same order. */
export async function lockLeads(
  query: Query,
  workspace: WorkspaceId,
  ids: readonly string[],
): Promise<Map<string, LeadEntity>> {
  if (ids.length === 0) return new Map();
  const found = await query<LeadEntity>(
    `SELECT ${leads.columns} FROM unnest($2::uuid[]) AS wanted (wanted_id)
     CROSS JOIN LATERAL (${leadFrom('*', 'wanted_id', 'FOR NO KEY UPDATE')}) AS lead
     WHERE workspace_id = $1 AND id = wanted_id`,
    [workspace, ids.toSorted()],
  );
  return new Map(found.map((lead) => [lead.id, lead]));
}

/**
 * Stores rows as new leads, without those whose `external_id` another lead has.
 * @returns the ids of those that are stored
 */
export async function insertFromRows(
  query: Query,
  { workspace, importId }: ImportKey,
  lines: readonly number[],
): Promise<Set<string>> {
  if (lines.length === 0) return new Set();
  const inserted = await query<{ id: string }>(
    `INSERT INTO leads (workspace_id, id, ${written.columns})
     SELECT $1, row.lead_id, ${written.fields}
     FROM unnest($3::int[]) AS wanted (line)
     CROSS JOIN LATERAL (${ROW_FROM}) AS row
     CROSS JOIN LATERAL ${written.from('json_build_array(row.fields)')}
     WHERE ${IS_ROW}
     ORDER BY record."externalId"
     ON CONFLICT DO NOTHING
     RETURNING id`,
    [workspace, importId, lines],
  );
  return new Set(inserted.map(({ id }) => id));
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

/** What a batch adds to an import. */
export interface BatchCounts {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

/**
 * @param position the last line that is merged
 * @returns the counts of the import by now
 */
export async function advance(
  query: Query,
  { workspace, importId }: ImportKey,
  position: number,
  isDone: boolean,
  { created, updated, unchanged, rejected }: BatchCounts,
): Promise<BatchCounts & { read: number }> {
  const rows = await query<BatchCounts & { read: number }>(
    `UPDATE imports SET position = $3, created_count = created_count + $5, updated_count = updated_count + $6,
       unchanged_count = unchanged_count + $7, rejected_count = rejected_count + $8,
       revision = revision + 1, updated_at = now(),
       state = CASE WHEN $4 THEN 'completed' ELSE state END, ended_at = CASE WHEN $4 THEN now() END
     WHERE workspace_id = $1 AND id = $2
     RETURNING read_count AS read, created_count AS created, updated_count AS updated, unchanged_count AS unchanged,
       rejected_count AS rejected`,
    [workspace, importId, position, isDone, created, updated, unchanged, rejected],
  );
  return onlyRow(rows);
}
