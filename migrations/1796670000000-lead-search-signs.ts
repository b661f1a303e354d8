import type { MigrationInterface, QueryRunner } from 'typeorm';
import {
  JOINED_FUNCTION as EARLIER_JOINED_FUNCTION,
  TRIGGER_FUNCTION as EARLIER_TRIGGER_FUNCTION,
} from './1796660000000-lead-search-joined.js';

/** Leads in one statement: it locks them for a few tenths of a second. */
const AT_ONCE = 5_000;
/** Folded signs that people leave out wherever they stand: the apostrophe, and the middle dots of a foreign name. */
const ALWAYS = `''・·‧`;
/** Those that people leave out between letters: "Jean-Pierre", "S.A.", "בע״מ". */
const BETWEEN = `''".-`;
/** Not those of an address, a number or a time, which are written in one way. */
const IN_NAME = '[^0-9@/:\\s\\x1f]';
const LETTER = `[^0-9@/:\\s\\x1f${BETWEEN}]`;
const NAME = `${IN_NAME}*${LETTER}[${BETWEEN}]+${LETTER}${IN_NAME}*`;
/** A text with words that are joined. */
const HAS_SIGNS = `~ '[${ALWAYS}]|(^|[\\s\\x1f])${NAME}([\\s\\x1f]|$)'`;
const IS_OUTDATED = `search_text ${HAS_SIGNS} AND strpos(search_text, search_joined(search_text)) = 0`;

/**
 * "jeanpierre" finds "Jean-Pierre", and "sa" finds "S.A.", as "obrien" finds "O'Brien": `search_text` holds words with such
 * signs between letters a second time, without them. The text of all other leads stays as it is. Leads are read and written
 * meanwhile.
 */
export class LeadSearchSigns1796670000000 implements MigrationInterface {
  readonly name = 'LeadSearchSigns1796670000000';
  readonly transaction = false;

  async up(runner: QueryRunner): Promise<void> {
    // Waits for those who write with the earlier functions. Statements of one query share a transaction.
    await runner.query(`
      SET LOCAL lock_timeout = '5s';
      LOCK TABLE leads IN SHARE ROW EXCLUSIVE MODE;
      ${JOINED_FUNCTION};
      ${TRIGGER_FUNCTION}
    `);
    while (await update(runner));
  }

  /** Leads keep their words without signs, which the earlier version reads as any others. */
  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`${EARLIER_TRIGGER_FUNCTION}; ${EARLIER_JOINED_FUNCTION}`);
  }
}

/** The words of a folded text that hold such signs, without them; NULL if there are none. */
const JOINED_FUNCTION = `
  CREATE OR REPLACE FUNCTION search_joined(folded text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT string_agg(NULLIF(translate(word, CASE WHEN word ~ '^${NAME}$' THEN '${ALWAYS}${BETWEEN}' ELSE '${ALWAYS}' END, ''), ''), E'\\n')
    FROM regexp_split_to_table(folded, '[\\s\\x1f]+') AS word
    WHERE word ~ '[${ALWAYS}]|^${NAME}$'
  $$`;

/** As before, for more texts. */
const TRIGGER_FUNCTION = `
  CREATE OR REPLACE FUNCTION set_lead_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    searched text COLLATE "C" := concat_ws(
      E'\\n', NEW.company_name, NEW.contact_name, NEW.contact_email, NEW.contact_title, NEW.external_id);
  BEGIN
    NEW.search_text := search_fold(searched);
    IF searched ~ '[äöüøåÄÖÜØÅ\\u0308\\u030a]' THEN
      NEW.search_text := concat_ws(E'\\n', NEW.search_text, search_fold(search_spell_out(searched)));
    END IF;
    IF NEW.search_text ${HAS_SIGNS} THEN
      NEW.search_text := concat_ws(E'\\n', NEW.search_text, search_joined(NEW.search_text));
    END IF;
    IF NEW.contact_phone IS NOT NULL THEN
      NEW.search_text := concat(
        NEW.search_text, E'\\x1f', regexp_replace(search_fold(NEW.contact_phone), '[^0-9]', '', 'g'));
    END IF;
    RETURN NEW;
  END $$`;

/**
 * Goes through all leads once; the trigger writes their text. Leads that another transaction holds are left for the next time,
 * so that neither waits for the other.
 * @returns whether some are left
 */
async function update(runner: QueryRunner): Promise<boolean> {
  let last: string[] | undefined = ['00000000-0000-0000-0000-000000000000', '00000000-0000-0000-0000-000000000000'];
  while (last !== undefined) last = await updateBatch(runner, last);
  const [state] = (await runner.query(
    `SELECT EXISTS (SELECT FROM leads WHERE ${IS_OUTDATED}) AS left, pg_sleep(0.05)`,
  )) as { left: boolean }[];
  return state?.left === true;
}

/** @returns the key of the last lead of the batch; `undefined` if there is none */
async function updateBatch(runner: QueryRunner, after: string[]): Promise<string[] | undefined> {
  const [last] = (await runner.query(
    `WITH updated AS (
       UPDATE leads SET company_name = company_name
       WHERE ctid = ANY (ARRAY(
         SELECT ctid FROM leads WHERE (workspace_id, id) > ($1, $2) AND ${IS_OUTDATED}
         ORDER BY workspace_id, id LIMIT ${AT_ONCE} FOR UPDATE SKIP LOCKED))
       RETURNING workspace_id, id)
     SELECT workspace_id, id FROM updated ORDER BY workspace_id DESC, id DESC LIMIT 1`,
    after,
  )) as { workspace_id: string; id: string }[];
  return last && [last.workspace_id, last.id];
}
