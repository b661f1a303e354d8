import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Punctuation that people type in one way and programs write in many, without what NFKC makes the same anyway. */
const APOSTROPHES = '´`‘’‚‛ʹʻʼʽʾʿˈ′‵ꞌ՚׳';
const QUOTES = '“”„‟″«»״';
const DASHES = '‐‑‒–—―−־';
/** Joiners, marks of direction, soft hyphens, the Arabic tatweel: they change how a word looks, not which word it is. */
const INVISIBLE =
  '\\u00ad\\u034f\\u061c\\u0640\\u180e\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\ufe00-\\ufe0f\\ufeff';
/** Accents, points and vowel signs. Not the marks of Indic scripts, which are vowels, nor the voicing of kana. */
const MARKS =
  '\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed';
/** Lower-case letters that hold such a mark; only texts with one of them, or with a mark, are taken apart. */
const MARKED = `\\u00e0-\\u024f\\u0386-\\u0390\\u03aa-\\u03b0\\u03ca-\\u03ce\\u0439\\u0450-\\u045f\\u0476\\u0477\\u04c1-\\u04f9\\u0622-\\u0626\\u06c0\\u06c2\\u06d3\\u1e00-\\u1fff${MARKS}`;
/** Letters that Unicode does not take apart: Latin, final forms of Greek and Hebrew, Arabic and Persian variants. */
const LETTERS = 'ıøđðłħŧŋĸςךםןףץٱىیېکةہەھ';
const PLAIN = 'ioddlhtnkσכמנפצايييكهههه';
/** In pairs: a letter and what people write in its place. */
const PAIRS: [string, string][] = [
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['þ', 'th'],
];
/** What people write who have no umlauts on their keyboard. */
const SPELLED: [string, string][] = [
  ['ä', 'ae'],
  ['ö', 'oe'],
  ['ü', 'ue'],
  ['ø', 'oe'],
  ['å', 'aa'],
];

const KATAKANA = range(0x30a1, 0x30f6);
const HIRAGANA = range(0x3041, 0x3096);
const DIGITS = [0x0660, 0x06f0, 0x0966, 0x09e6, 0x0e50].map((zero) => range(zero, zero + 9)).join('');

/**
 * What searches look through: `leads.search_text`, kept by a trigger, so that it is right whoever writes, a service of an
 * earlier version included. `search_fold` is what turns fields into it, and the words of a search too.
 */
export class LeadSearchText1796540000000 implements MigrationInterface {
  readonly name = 'LeadSearchText1796540000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`SET LOCAL lock_timeout = '5s'`);
    await runner.query('ALTER TABLE leads ADD COLUMN IF NOT EXISTS search_text text');
    await runner.query(foldFunction());
    await runner.query(spellOutFunction());
    await runner.query(LETTERS_FUNCTION);
    await runner.query(PATTERN_FUNCTION);
    await runner.query(TRIGGER_FUNCTION);
    await runner.query(`
      CREATE OR REPLACE TRIGGER tr_leads_search_text
      BEFORE INSERT OR UPDATE OF company_name, contact_name, contact_email, contact_title, external_id, contact_phone
      ON leads FOR EACH ROW EXECUTE FUNCTION set_lead_search_text()
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`SET LOCAL lock_timeout = '5s'`);
    await runner.query('DROP TRIGGER tr_leads_search_text ON leads');
    await runner.query('DROP FUNCTION set_lead_search_text()');
    await runner.query('DROP FUNCTION search_pattern(text)');
    await runner.query('DROP FUNCTION search_letters(text)');
    await runner.query('DROP FUNCTION search_spell_out(text)');
    await runner.query('DROP FUNCTION search_fold(text)');
    await runner.query('ALTER TABLE leads DROP COLUMN search_text');
  }
}

/** Each step that costs something is taken only for texts that need it: most are ASCII, and need none. */
function foldFunction(): string {
  return `
    CREATE OR REPLACE FUNCTION search_fold(value text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10 AS $$
    DECLARE
      folded text COLLATE "C" := value;
    BEGIN
      IF octet_length(folded) = length(folded) THEN RETURN lower(replace(folded, '\`', '''')); END IF;
      ${translated(APOSTROPHES, "'")}
      IF folded IS NOT NFKC NORMALIZED THEN folded := normalize(folded, NFKC); END IF;
      folded := lower(folded COLLATE "und-x-icu");
      folded := regexp_replace(folded, '[${INVISIBLE}]+', '', 'g');
      IF folded ~ '[${MARKED}]' THEN
        folded := normalize(regexp_replace(normalize(folded, NFD), '[${MARKS}]+', '', 'g'), NFC);
      END IF;
      ${PAIRS.map(([letter, pair]) => `folded := replace(folded, '${letter}', '${pair}');`).join('\n      ')}
      ${translated(LETTERS, PLAIN)}
      ${translated(QUOTES, '"')}
      ${translated(DASHES, '-')}
      ${translated(KATAKANA, HIRAGANA)}
      ${translated(DIGITS, '0123456789'.repeat(5))}
      RETURN folded;
    END $$`;
}

/** "Müller" as "Mueller". */
function spellOutFunction(): string {
  const spelled = SPELLED.reduce(
    (text, [letter, pair]) => `replace(${text}, '${letter}', '${pair}')`,
    'lower(normalize(value, NFKC) COLLATE "und-x-icu")',
  );
  return `
    CREATE OR REPLACE FUNCTION search_spell_out(value text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT ${spelled} $$`;
}

/**
 * A folded text in letters of ASCII, for the index: pg_trgm drops all others on a server whose LC_CTYPE is C. Letters of an
 * alphabet become one letter each, which others may become too; characters that are words of their own, as in Chinese,
 * Japanese and Korean, become three, so that a single one has a trigram. A text that contains another still does.
 */
export const LETTERS_FUNCTION = `
  CREATE OR REPLACE FUNCTION search_letters(folded text) RETURNS text
  LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 10 AS $$
  BEGIN
    IF octet_length(folded) = length(folded) THEN RETURN folded; END IF;
    RETURN (
      SELECT string_agg(
        CASE
          WHEN code < 128 THEN letter
          WHEN code < 11904 THEN chr(97 + code % 26)
          ELSE chr(97 + code % 26) || chr(97 + code / 26 % 26) || chr(97 + code / 676 % 26)
        END, '')
      FROM string_to_table(folded, NULL) AS letter, ascii(letter) AS code
    );
  END $$`;

/** What LIKE finds a folded word by, in such letters. */
const PATTERN_FUNCTION = `
  CREATE OR REPLACE FUNCTION search_pattern(folded text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  AS $$ SELECT '%' || regexp_replace(search_letters(folded), '([\\\\%_])', '\\\\\\1', 'g') || '%' $$`;

/**
 * Fields of one lead stand in lines, then again as people spell them who have no umlauts, then, behind a unit separator, the
 * digits of the phone number.
 */
export const TRIGGER_FUNCTION = `
  CREATE OR REPLACE FUNCTION set_lead_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    searched text COLLATE "C" := concat_ws(
      E'\\n', NEW.company_name, NEW.contact_name, NEW.contact_email, NEW.contact_title, NEW.external_id);
  BEGIN
    NEW.search_text := search_fold(searched);
    IF searched ~ '[äöüøåÄÖÜØÅ\\u0308\\u030a]' THEN
      NEW.search_text := concat_ws(E'\\n', NEW.search_text, search_fold(search_spell_out(searched)));
    END IF;
    IF NEW.contact_phone IS NOT NULL THEN
      NEW.search_text := concat(
        NEW.search_text, E'\\x1f', regexp_replace(search_fold(NEW.contact_phone), '[^0-9]', '', 'g'));
    END IF;
    RETURN NEW;
  END $$`;

function translated(from: string, to: string): string {
  const all = to.length === 1 ? to.repeat(from.length) : to;
  return `IF folded ~ '[${from}]' THEN folded := translate(folded, '${from}', '${all.replaceAll("'", "''")}'); END IF;`;
}

function range(first: number, last: number): string {
  return String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, index) => first + index));
}
