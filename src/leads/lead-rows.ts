import { ADVISORY_LOCKS } from '../database/advisory-locks.js';
import type { Query } from '../database/database.service.js';
import { EntityTable } from '../database/entity-table.js';
import { prepared, type Sql } from '../database/prepared-statement.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import type { MatchField } from './dto/lead-batch.dto.js';
import { WRITTEN_FIELDS, type LeadFields } from './lead-changes.js';
import { LeadEntity } from './lead.entity.js';

/** Most leads that are found for one address. */
const MAX_FOUND = 10;
/** Rows of one statement; the largest that there can be are put into JSON within 50 ms. */
const REWRITTEN_AT_ONCE = 250;
/** Groups of addresses, so that one batch holds few locks. */
const ADDRESS_GROUPS = 64;

const table = new EntityTable(LeadEntity);
const STORED_FIELDS = ['id', ...WRITTEN_FIELDS] as const;
const written = table.records(STORED_FIELDS);

/** The lower case of a text is `lower`'s in both, exactly as the indexes have it. */
const MATCHES: Record<MatchField, { stored: string; wanted: string }> = {
  external_id: { stored: 'external_id', wanted: 'wanted.key' },
  contact_email: { stored: 'lower(contact_email)', wanted: 'lower(wanted.key)' },
};

/**
 * SQL of the lead with an id, or of the next one, which the caller tells apart. Without statistics, PostgreSQL takes a table
 * of wide rows for so short a one that every index that begins with the workspace looks as good as the key; but only the key
 * gives the order that is asked for here.
 * @param id an expression
 */
export function leadFrom(columns: string, id: string, lock = ''): string {
  return `SELECT ${columns} FROM leads WHERE (workspace_id, id) >= ($1, ${id}) ORDER BY workspace_id, id LIMIT 1 ${lock}`;
}

/** SQL of all leads that have the next value of a field, from the wanted one on; found as `leadFrom` finds one. */
function leadsFrom(match: MatchField): string {
  const { stored, wanted } = MATCHES[match];
  return leadsWith(stored, wanted, `${match} IS NOT NULL`);
}

/**
 * SQL of all leads that have the next value of `stored`, from `wanted` on, with that value as `key`. Where `wanted` is null,
 * all leads are read.
 * @param condition of the index that has them in this order
 */
export function leadsWith(stored: string, wanted: string, condition: string): string {
  return `SELECT workspace_id, id, created_at, external_id, contact_email, ${stored} AS key FROM leads
    WHERE (workspace_id, ${stored}) >= ($1, ${wanted}) AND ${condition}
    ORDER BY workspace_id, ${stored} FETCH FIRST ROW WITH TIES`;
}

/** A lead as it is, locked until the transaction ends. */
export async function lockById(query: Query, workspace: WorkspaceId, id: string): Promise<LeadEntity | undefined> {
  const [lead] = await query<LeadEntity>(LOCK_BY_ID, [workspace, id]);
  return lead;
}

const LOCK_BY_ID = prepared(`SELECT ${table.columns} FROM leads WHERE workspace_id = $1 AND id = $2 FOR NO KEY UPDATE`);

/** Nothing in the table keeps an address from being stored twice; these locks do, among all who store leads by address. */
export async function lockAddresses(query: Query, workspace: WorkspaceId, addresses: string[]): Promise<void> {
  await query(LOCK_ADDRESSES, [ADVISORY_LOCKS.leadAddresses, workspace, ADDRESS_GROUPS, addresses]);
}

const LOCK_ADDRESSES = prepared(
  `SELECT pg_advisory_xact_lock($1, number) FROM (
     SELECT DISTINCT hashtext($2 || mod(hashtext(lower(key)), $3)) AS number FROM unnest($4::text[]) AS key
     ORDER BY number
   ) AS address_group`,
);

/** A stored lead, and the position of the key that found it, from 1. */
export type Match = LeadEntity & { position: number };

/** The stored leads of each key, the newest first, locked in the order of their keys. */
export function lockMatches(query: Query, workspace: WorkspaceId, match: MatchField, keys: string[]): Promise<Match[]> {
  return query<Match>(LOCK_MATCHES[match], [workspace, keys]);
}

/** The stored leads with this value, the newest first. */
export function readMatches(
  query: Query,
  workspace: WorkspaceId,
  match: MatchField,
  key: string,
): Promise<LeadEntity[]> {
  return query<Match>(READ_MATCHES[match], [workspace, [key]]);
}

function matching(match: MatchField, lock: string): Sql {
  const { stored, wanted } = MATCHES[match];
  return prepared(
    `SELECT wanted.position::int AS position, ${table.columns}
     FROM (SELECT key, position FROM unnest($2::text[]) WITH ORDINALITY AS w (key, position) ORDER BY key) AS wanted
     CROSS JOIN LATERAL (
       SELECT found.id AS found_id FROM (${leadsFrom(match)}) AS found
       WHERE found.workspace_id = $1 AND found.key = ${wanted}
       ORDER BY found.created_at DESC, found.id DESC LIMIT ${MAX_FOUND}
     ) AS found
     CROSS JOIN LATERAL (${leadFrom('*', 'found_id', lock)}) AS lead
     WHERE lead.workspace_id = $1 AND lead.id = found_id AND ${stored} = ${wanted}`,
  );
}

const READ_MATCHES: Record<MatchField, Sql> = {
  external_id: matching('external_id', ''),
  contact_email: matching('contact_email', ''),
};
const LOCK_MATCHES: Record<MatchField, Sql> = {
  external_id: matching('external_id', 'FOR NO KEY UPDATE'),
  contact_email: matching('contact_email', 'FOR NO KEY UPDATE'),
};

/** Writes whole rows over those that are locked: the primary key finds each, whatever the planner knows of the table. */
export async function rewriteRows(
  query: Query,
  workspace: WorkspaceId,
  rows: readonly { lead: LeadEntity; changes: LeadFields }[],
): Promise<LeadEntity[]> {
  const changed = rows.filter(({ changes }) => Object.keys(changes).length > 0);
  const rewritten: LeadEntity[] = [];
  for (let start = 0; start < changed.length; start += REWRITTEN_AT_ONCE) {
    const records = changed
      .slice(start, start + REWRITTEN_AT_ONCE)
      .map(({ lead, changes }) => Object.assign({}, lead, changes));
    rewritten.push(...(await query<LeadEntity>(REWRITE, [workspace, JSON.stringify(records.map(recordOf))])));
  }
  return rewritten;
}

const REWRITE = prepared(
  `INSERT INTO leads (workspace_id, ${written.columns})
   SELECT $1, ${written.fields} FROM ${written.from('$2')}
   ON CONFLICT ON CONSTRAINT pk_leads
   DO UPDATE SET ${written.excluded}, updated_at = GREATEST(leads.created_at, clock_timestamp())
   RETURNING ${table.columns}`,
);

/**
 * Stores new leads, without those whose id or `external_id` another lead has; all who do so take them in the same order, so
 * that no deadlock arises. Of several with the same `external_id` the first is stored.
 */
export function insertRows(
  query: Query,
  workspace: WorkspaceId,
  leads: readonly (LeadFields & { id: string })[],
): Promise<LeadEntity[]> {
  return query<LeadEntity>(INSERTION, [workspace, JSON.stringify(leads.toSorted(byExternalId).map(recordOf))]);
}

const INSERTION = prepared(
  `INSERT INTO leads (workspace_id, ${written.columns})
   SELECT $1, ${written.fields} FROM ${written.from('$2')}
   ON CONFLICT DO NOTHING
   RETURNING ${table.columns}`,
);

export function readByIds(query: Query, workspace: WorkspaceId, ids: string[]): Promise<LeadEntity[]> {
  return query<LeadEntity>(
    `SELECT ${table.columns} FROM unnest($2::uuid[]) AS wanted (wanted_id)
     CROSS JOIN LATERAL (${leadFrom('*', 'wanted_id')}) AS lead
     WHERE workspace_id = $1 AND id = wanted_id`,
    [workspace, ids],
  );
}

/** The ids of the leads that have these `external_id`s. */
export async function readIdsByExternalIds(
  query: Query,
  workspace: WorkspaceId,
  externalIds: string[],
): Promise<Map<string, string>> {
  const leads = await query<{ id: string; externalId: string }>(
    `SELECT lead.id, lead.key AS "externalId" FROM unnest($2::text[]) AS wanted (key)
     CROSS JOIN LATERAL (${leadsFrom('external_id')}) AS lead
     WHERE lead.workspace_id = $1 AND lead.key = wanted.key`,
    [workspace, externalIds],
  );
  return new Map(leads.map(({ id, externalId }) => [externalId, id]));
}

function byExternalId({ externalId: a }: LeadFields, { externalId: b }: LeadFields): number {
  if (a === b || a == null || b == null) return Number(a == null) - Number(b == null);
  return a < b ? -1 : 1;
}

function recordOf(lead: Partial<LeadEntity>): Partial<LeadEntity> {
  return Object.fromEntries(STORED_FIELDS.map((name) => [name, lead[name]]));
}
