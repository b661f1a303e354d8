import type pg from 'pg';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';

/** When the newest row of every table was made; each of the others is a minute older than the next. */
export const NEWEST = new Date('2026-01-01T00:00:00Z');
const RARE = 20;
const AT_ONCE = 100_000;

const SYLLABLES = `'{ba,cor,den,el,fin,gra,hol,in,jo,kas,lum,mar,nor,ol,pra,qui,ros,sil,tan,ul,ver,wes,yor,zan,bri,sta,men,ther}'::text[]`;
const word = (hash: string) =>
  `(${SYLLABLES})[1 + ${hash} % 28] || (${SYLLABLES})[1 + ${hash} / 28 % 28] || (${SYLLABLES})[1 + ${hash} / 784 % 28]`;

/**
 * Leads as they come in a company's life, with names of many syllables. The newest tenth is not qualified yet but for a
 * few; of the others some have failed; `RARE` of them, wherever, are being qualified, in an industry of their own.
 */
const LEADS = `
  INSERT INTO leads (
    workspace_id, id, company_name, industry, source, country, contact_name, contact_email, notes, external_id, status,
    qualification_score, qualification_tier, qualification_method, qualified_at, created_at, updated_at)
  SELECT
    $1, (lpad(to_hex(n), 12, '0') || '70008000' || lpad(to_hex(h1), 12, '0'))::uuid,
    CASE WHEN rare THEN 'Zephyrine Ltd' ELSE initcap(${word('h1')}) || ' ' || kind END,
    CASE WHEN rare THEN 'Lighthouses' WHEN h2 % 10 = 0 THEN 'Software' ELSE 'Shipbuilding ' || h2 % 90 END,
    CASE WHEN rare THEN 'lighthouse keepers' WHEN h1 % 10 = 0 THEN 'website' ELSE 'fair ' || h1 % 90 END,
    CASE WHEN rare THEN 'IS' WHEN h1 % 3 = 0 THEN 'US' WHEN h1 % 10 = 1 THEN 'DE' ELSE 'F' || chr(65 + h1 % 26) END,
    initcap(first) || ' ' || initcap(last),
    CASE WHEN rare THEN 'dana.reyes@zephyrine.example' ELSE first || '.' || last || '@' || ${word('h1')} || '.example' END,
    'Asked for a demo; budget approved for this quarter.', 'crm-' || n, status,
    score, CASE WHEN score >= 80 THEN 'A' WHEN score >= 60 THEN 'B' WHEN score >= 40 THEN 'C' WHEN score >= 0 THEN 'D' END,
    CASE WHEN score >= 0 THEN 'rules' END, CASE WHEN score >= 0 THEN moment END, moment, moment
  FROM generate_series($3::int, $4::int) AS n,
    LATERAL (SELECT
      timestamptz '${NEWEST.toISOString()}' - ($2::int - n) * interval '1 minute' AS moment, n % ($2::int / ${RARE}) = 0 AS rare,
      hashint4(n) & 1073741823 AS h1, hashint4(-n) & 1073741823 AS h2) AS dice,
    LATERAL (SELECT
      ${word('h2')} AS first, ${word('(h1 / 7)')} AS last,
      (ARRAY['Partners', 'Group', 'Foods', 'Labs', 'Energy', 'Motors', 'Media', 'Bank'])[1 + h2 / 90 % 8] AS kind,
      CASE WHEN rare THEN 'qualifying' WHEN h2 / 720 % 100 < 3 THEN 'failed'
        WHEN n > $2::int * 0.9 AND h2 / 720 % 100 < 90 THEN 'new' ELSE 'qualified' END AS status) AS parts,
    LATERAL (SELECT CASE status WHEN 'qualified' THEN (h1 / 11 % 10001) / 100.0 END AS score) AS judged`;

/** As many judgements as leads: ten thousand of the newest lead, and one of each of the others, as far as they go. */
const QUALIFICATIONS = `
  INSERT INTO qualifications (
    workspace_id, id, lead_id, score, tier, reasoning, factors, method, model, latency_ms, profile_version, created_at)
  SELECT
    $1, (lpad(to_hex(n), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
    CASE WHEN n <= 10000 THEN (SELECT id FROM leads WHERE workspace_id = $1 ORDER BY created_at DESC LIMIT 1) ELSE id END,
    50, 'C', 'A fair fit.', '{}', 'rules', 'rules-1', 1, 1, created_at
  FROM (SELECT id, created_at, row_number() OVER (ORDER BY id) AS n FROM leads WHERE workspace_id = $1) AS numbered
  WHERE $2::int > 0 AND n BETWEEN $3::int AND $4::int`;

const AUDIT_EVENTS = `
  INSERT INTO audit_events (workspace_id, id, action, outcome, actor_name, created_at)
  SELECT
    $1, (lpad(to_hex(n), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid,
    CASE WHEN n % ($2::int / ${RARE}) = 0 THEN 'workspace.erase' ELSE (ARRAY['lead.export', 'lead.delete'])[1 + n % 2] END,
    'succeeded', 'operations', timestamptz '${NEWEST.toISOString()}' - ($2::int - n) * interval '1 minute'
  FROM generate_series($3::int, $4::int) AS n`;

const API_KEYS = `
  INSERT INTO api_keys (workspace_id, id, name, hash, hint, scopes, revoked_at, created_at)
  SELECT
    $1, (lpad(to_hex(n), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid, 'key ' || n,
    sha256(n::text::bytea), 'sa_', '{leads:read}', now(), timestamptz '${NEWEST.toISOString()}' - ($2::int - n) * interval '1 minute'
  FROM generate_series($3::int, $4::int) AS n`;

const WORKSPACES = `
  INSERT INTO workspaces (id, name, created_at)
  SELECT
    (lpad(to_hex(n), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid, 'workspace ' || n,
    timestamptz '${NEWEST.toISOString()}' - ($2::int - n) * interval '1 minute'
  FROM generate_series($3::int, $4::int) AS n
  WHERE $1::uuid IS NOT NULL`;

const LLM_CALLS = `
  INSERT INTO llm_calls (
    workspace_id, id, request_id, operation, strategy, provider, model, attempt, outcome, prompt_tokens, cached_tokens,
    completion_tokens, total_tokens, usage_source, cost_pico_usd, price_version, total_ms, created_at)
  SELECT
    $1, (lpad(to_hex(n), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid, 'request-' || n, 'chat', 'balanced',
    (ARRAY['cerebras', 'runpod'])[1 + n % 2], 'gpt-oss-120b', 1, 'ok', 100, 0, 50, 150, 'provider', 1000, '1', n % 900,
    timestamptz '${NEWEST.toISOString()}' - ($2::int - n) * interval '1 minute'
  FROM generate_series($3::int, $4::int) AS n`;

/** Every table with a list, those that are referred to before those that refer. */
const FILLS = {
  workspaces: WORKSPACES,
  leads: LEADS,
  qualifications: QUALIFICATIONS,
  audit_events: AUDIT_EVENTS,
  api_keys: API_KEYS,
  llm_calls: LLM_CALLS,
};
export type FilledTable = keyof typeof FILLS;

/** Stores this many rows in each table, the same ones each time, and has PostgreSQL look at them. */
export async function fill(client: pg.Client, counts: Record<FilledTable, number>): Promise<void> {
  for (const [table, insert] of Object.entries(FILLS)) {
    const count = counts[table as FilledTable];
    const rebuild = await dropIndexes(client, table);
    for (let first = 1; first <= count; first += AT_ONCE) {
      await client.query(insert, [DEFAULT_WORKSPACE_ID, count, first, Math.min(count, first + AT_ONCE - 1)]);
    }
    await rebuild();
    await client.query(`VACUUM ANALYZE ${table}`);
  }
}

/** Takes the indexes of a table away that no constraint needs, since building them at once is quicker than row by row. */
async function dropIndexes(client: pg.Client, table: string): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ name: string; definition: string; samples: string | null }>(
    `SELECT indexrelid::regclass AS name, pg_get_indexdef(indexrelid) AS definition,
       (SELECT NULLIF(attstattarget, -1) FROM pg_attribute WHERE attrelid = indexrelid AND attnum = 1) AS samples
     FROM pg_index
     WHERE indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)`,
    [table],
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  return async () => {
    for (const { name, definition, samples } of rows) {
      await client.query(definition);
      if (samples !== null) await client.query(`ALTER INDEX ${name} ALTER COLUMN 1 SET STATISTICS ${samples}`);
    }
  };
}
