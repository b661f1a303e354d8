import type { Query } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { WRITTEN_FIELDS } from '../lead-changes.js';
import { leadFrom, leadsWith } from '../lead-rows.js';
import { LeadEntity } from '../lead.entity.js';
import type { ImportKey } from './merge-progress.js';
import { IS_PERSON, personKey } from './person-key.js';
import { IS_ROW, ROW_FROM, type WaitingRow } from './staged-rows.js';

const leads = new EntityTable(LeadEntity);
const written = leads.records(WRITTEN_FIELDS);

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
