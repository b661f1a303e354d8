import { nationalDigits } from './phone-number.js';

/** Words in a row that may be a phone number together, such as `(030) 123-45 67`. */
const NUMBER = /(?<!\S)[+(\d][\d\s()./+-]*\d(?!\S)/g;
/** Shorter words of ASCII have no trigram that an index could find them by. */
const HAS_TRIGRAM = /[a-z\d]{3}|[^\0-\x7f]/i;
/** Letters that are also written as two, such as "ä" as "ae". */
const SPELLED_OUT = /[äöüøå]/i;
/** Stands before the digits of the phone number in `search_text`. */
const BEFORE_PHONE = `E'\\x1f'`;

type Place = (value: unknown) => string;

/**
 * SQL that holds for leads with each word of `term`, in any order and any of the searched fields. The functions that it
 * calls are those that make `search_text`; see the migration of that column.
 * @param place adds a parameter, and returns its placeholder
 */
export function searchConditions(term: string, place: Place): string[] {
  const text = term.normalize('NFKC');
  const numbers = [...text.matchAll(NUMBER)].map(([number]) => hasNumber(number, place));
  const words = wordsOf(text.replace(NUMBER, ' ')).map((word) => hasWord(word, place));
  return [...words, ...numbers];
}

function wordsOf(text: string): string[] {
  return [...new Set(text.split(/\s+/).filter((word) => word !== ''))];
}

/** A number is found as it is written, or by its digits in the phone number. */
function hasNumber(number: string, place: Place): string {
  const asWritten = wordsOf(number)
    .map((word) => hasWord(word, place))
    .join(' AND ');
  const digits = nationalDigits(number) ?? number.replace(/\D/g, '');
  if (digits === number) return asWritten;
  const inPhone = contains(`split_part(search_text, ${BEFORE_PHONE}, 2)`, `${place(digits)}::text`, digits);
  return `((${asWritten}) OR ${inPhone})`;
}

function hasWord(word: string, place: Place): string {
  const given = `${place(word)}::text`;
  const found = contains('search_text', folded(given), word);
  if (!SPELLED_OUT.test(word)) return found;
  return `(${found} OR ${contains('search_text', folded(`search_spell_out(${given})`), word)})`;
}

/** A word of nothing but marks is in no lead, rather than in all: a search also selects what is deleted. */
function folded(given: string): string {
  return `NULLIF(search_fold(${given}), '')`;
}

/**
 * `strpos` decides. What it finds has the same letters for the index, too, which the second part says: its estimate comes
 * from the statistics of the index, while `<>` has PostgreSQL expect that `strpos` leaves out none. A word without trigrams
 * is its own pattern, whose estimate comes from the column.
 */
function contains(searched: string, part: string, word: string): string {
  if (!HAS_TRIGRAM.test(word)) return `${searched} LIKE search_pattern(${part})`;
  return `(strpos(${searched}, ${part}) <> 0 AND search_letters(search_text) LIKE search_pattern(${part}))`;
}
