import type { MigrationInterface, QueryRunner } from 'typeorm';
import { replaceIndex } from '../src/database/concurrent-index.js';

/** Leads in one statement: it locks them for a few tenths of a second. */
const AT_ONCE = 5_000;
const SCORE = 'COALESCE(qualification_score, -1)';
const BEHIND_NAME = `id, status, qualification_tier, lower(industry), (${SCORE}), created_at, lower(source), lower(country)`;

/**
 * Fills `search_text` of the leads that are there, a batch after the other, and builds its index; names are sorted by a
 * collation for people. Leads are read and written meanwhile.
 */
export class LeadSearchIndex1796541000000 implements MigrationInterface {
  readonly name = 'LeadSearchIndex1796541000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    while (await fill(runner));
    // A longer list of new rows, which each search reads through, makes up for the trigrams of more fields.
    await replaceIndex(
      runner,
      'ix_leads_search',
      'ON leads USING gin (search_letters(search_text) gin_trgm_ops) WITH (gin_pending_list_limit = 2048)',
    );
    await replaceIndex(
      runner,
      'ix_leads_company_name',
      `ON leads (workspace_id, company_name COLLATE "und-x-icu", ${BEHIND_NAME})`,
    );
    await analyze(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await replaceIndex(
      runner,
      'ix_leads_company_name',
      `ON leads (workspace_id, (lower(company_name) COLLATE "C"), ${BEHIND_NAME})`,
    );
    await replaceIndex(
      runner,
      'ix_leads_search',
      `ON leads USING gin ((company_name || E'\\n' || COALESCE(contact_name, '') || E'\\n' || COALESCE(contact_email, ''))
         gin_trgm_ops) WITH (gin_pending_list_limit = 512)`,
    );
    await analyze(runner);
  }
}

/** Without five times the default number of samples, a term of one lead in a hundred looks as rare as one of a few. */
async function analyze(runner: QueryRunner): Promise<void> {
  await runner.query('ALTER INDEX ix_leads_search ALTER COLUMN 1 SET STATISTICS 500');
  await runner.query('ANALYZE leads');
}

/**
 * Goes through all leads once; the trigger of the column fills it. Leads that another transaction holds are left for the
 * next time, so that neither waits for the other.
 * @returns whether some are left
 */
async function fill(runner: QueryRunner): Promise<boolean> {
  let last: string[] | undefined = ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'];
  while (last !== undefined) last = await fillBatch(runner, last);
  const [state] = (await runner.query(
    'SELECT EXISTS (SELECT FROM leads WHERE search_text IS NULL) AS left, pg_sleep(0.05)',
  )) as { left: boolean }[];
  return state?.left === true;
}

/** @returns the key of the last lead of the batch; `undefined` if there is none */
async function fillBatch(runner: QueryRunner, after: string[]): Promise<string[] | undefined> {
  const [last] = (await runner.query(
    `WITH filled AS (
       UPDATE leads SET company_name = company_name
       WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM leads WHERE (workspace_id, id) > ($1, $2) AND search_text IS NULL
         ORDER BY workspace_id, id LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED))
       RETURNING workspace_id, id)
     SELECT workspace_id, id FROM filled ORDER BY workspace_id DESC, id DESC LIMIT 1`,
    after,
  )) as { workspace_id: string; id: string }[];
  return last && [last.workspace_id, last.id];
}
