import { nationalDigits } from './phone-number.js';
import { containsSigned, hasTrigrams, isSigned, signedPattern } from './signed-word.js';
import type { TrigramSample } from './trigram-sample.js';

/** Words in a row that may be a phone number together, such as `(030) 123-45 67`. */
const NUMBER = /(?<!\S)[+(\d][\d\s()./+-]*\d(?!\S)/g;
/** Shorter words of ASCII have no trigram that an index could find them by. */
const HAS_TRIGRAM = /[a-z\d]{3}|[^\0-\x7f]/i;
/** A word that is found by the trigrams that it begins: with each character that may stand behind it. */
const TWO_LETTERS = /^[a-z\d]{2}$/i;
/** All of ASCII that folded fields hold; other characters stand as letters in the index. */
const FOLLOWERS = [
  '\n',
  '\t',
  '\x1f',
  ...Array.from({ length: 95 }, (_, code) => String.fromCharCode(32 + code)),
].filter((character) => !/[A-Z]/.test(character));
/** Between the parts of a foreign name, as in "サクラ・ガーデン"; `search_text` also holds such names without them. */
const MIDDLE_DOTS = /[・·‧]/g;
/** Letters that are also written as two, such as "ä" as "ae". */
const SPELLED_OUT = /[äöüøå]/i;
/** Stands before the digits of the phone number in `search_text`. */
const BEFORE_PHONE = `E'\\x1f'`;

type Place = (value: unknown) => string;

/** How leads are found. */
interface Finding {
  /** SQL that holds where the text `part`, which is `word` folded, stands in `searched`. */
  contains: (searched: string, part: string, word: string, place: Place) => string;
  /** SQL that holds where `decisive` does, which holds for no others than those that LIKE finds by `pattern` in the index. */
  proposed: (decisive: string, pattern: string) => string;
}

/**
 * SQL that holds for leads with each word of `term`, in any order and any of the searched fields. The functions that it
 * calls are those that make `search_text`; see the migration of that column.
 * @param place adds a parameter, and returns its placeholder
 * @param finding `inText` for leads that are looked at anyway, where the index has nothing to propose
 */
export function searchConditions(term: string, place: Place, finding: Finding = byIndex): string[] {
  const text = term.normalize('NFKC');
  const numbers = [...text.matchAll(NUMBER)].map(([number]) => hasNumber(number, place, finding));
  const words = wordsOf(text.replace(NUMBER, ' ')).map((word) => hasWord(word, place, finding));
  return [...words, ...numbers];
}

/**
 * Whether PostgreSQL cannot know how many leads a search finds: several words, each of which many leads have, may stand in
 * none together; of two letters the index has no statistics.
 */
export function isHardToEstimate(term: string): boolean {
  const words = wordsOf(term);
  return words.length > 1 || words.some((word) => TWO_LETTERS.test(word));
}

/** The words of a term, each once. */
export function wordsOf(term: string): string[] {
  const words = term
    .normalize('NFKC')
    .split(/\s+/)
    .filter((word) => word !== '');
  return [...new Set(words.map((word) => word.replace(MIDDLE_DOTS, '') || word))];
}

/** A number is found as it is written, or by its digits in the phone number. */
function hasNumber(number: string, place: Place, finding: Finding): string {
  const asWritten = wordsOf(number)
    .map((word) => hasWord(word, place, finding))
    .join(' AND ');
  const digits = nationalDigits(number) ?? number.replace(/\D/g, '');
  if (digits === number) return asWritten;
  const phone = `split_part(search_text, ${BEFORE_PHONE}, 2)`;
  const inPhone = finding.contains(phone, `${place(digits)}::text`, digits, place);
  return `((${asWritten}) OR ${inPhone})`;
}

function hasWord(word: string, place: Place, finding: Finding): string {
  const given = `${place(word)}::text`;
  const found = hasFolded(folded(given), word, place, finding);
  if (!SPELLED_OUT.test(word)) return found;
  return `(${found} OR ${hasFolded(folded(`search_spell_out(${given})`), word, place, finding)})`;
}

function hasFolded(part: string, word: string, place: Place, { contains, proposed }: Finding): string {
  if (!isSigned(word)) return contains('search_text', part, word, place);
  const signed = containsSigned(part);
  return hasTrigrams(word) ? proposed(signed, signedPattern(part)) : signed;
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
const byIndex: Finding = {
  contains: (searched, part, word, place) => {
    if (TWO_LETTERS.test(word)) return containsTwo(searched, part, word, place);
    if (!HAS_TRIGRAM.test(word)) return `${searched} LIKE search_pattern(${part})`;
    return byIndex.proposed(holds(searched, part), `search_pattern(${part})`);
  },
  proposed: (decisive, pattern) => `(${decisive} AND search_letters(search_text) LIKE ${pattern})`,
};

/** As `byIndex`, which is asked for no more trigrams of a word than tell something. */
export function bySample(sample: TrigramSample): Finding {
  const contains: Finding['contains'] = (searched, part, word, place) => {
    const pattern = sample.patternOf(word);
    if (pattern === undefined) return byIndex.contains(searched, part, word, place);
    return byIndex.proposed(holds(searched, part), `${place(pattern)}::text`);
  };
  return { ...byIndex, contains };
}

/** As `byIndex` decides, which finds no more. */
export const inText: Finding = { contains: holds, proposed: (decisive) => decisive };

function holds(searched: string, part: string): string {
  return `strpos(${searched}, ${part}) <> 0`;
}

/** What holds these two letters holds them before some character, or at its end. */
function containsTwo(searched: string, part: string, word: string, place: Place): string {
  const letters = word.toLowerCase();
  const behind = FOLLOWERS.map((character) => character.replace(/[\\%_]/, '\\$&'));
  const patterns = [`%${letters}`, ...behind.map((character) => `%${letters}${character}%`)];
  // As a subquery's result: an estimate of each pattern from the samples of the index would take tens of milliseconds.
  const list = `(SELECT ${place(patterns)}::text[])::text[]`;
  return `(${holds(searched, part)} AND search_letters(search_text) LIKE ANY (${list}))`;
}
