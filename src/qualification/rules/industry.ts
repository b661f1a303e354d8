import { PhraseBook, type PhraseMatch } from './phrase-book.js';
import { wordsOf } from '../words.js';
import { Compiled } from './compiled.js';
import { unspacedSectors, WORDS_OF_MORE_LANGUAGES } from './industry-languages.js';
import { COMPOUND_BEGINNINGS, COMPOUND_ENDINGS, HEADS, WEAK_WORDS } from './industry-word-places.js';
import { ENGLISH_WORDS } from './industry-words.js';
import { WORDS_OF_WESTERN_EUROPE } from './industry-words-europe.js';
import { type Sector, SECTORS } from './sectors.js';
import { TRADE_WORDS } from './trade-words.js';

type SectorWords = Partial<Record<Sector, string>>;

/** Shorter words are no compounds. */
const MIN_COMPOUND = 9;

const BOOK = bookOf(ENGLISH_WORDS, WORDS_OF_WESTERN_EUROPE, WORDS_OF_MORE_LANGUAGES);
const WEAK_BOOK = bookOf(WEAK_WORDS, TRADE_WORDS);
const HEAD_BOOK = bookOf(HEADS);
const ENDINGS = COMPOUND_ENDINGS.toSorted(([a], [b]) => b.length - a.length);

const IDEALS = new Compiled((ideals) =>
  ideals.map((ideal) => {
    const words = industryWords(ideal);
    return { ideal, sectors: sectorsOf(words), book: new PhraseBook([[words, true as const]]) };
  }),
);

export interface IndustryMatch {
  kind: 'exact' | 'synonym';
  /** The profile's industry that was matched, as the profile writes it. */
  ideal: string;
}

/**
 * Finds the ideal industry that a lead's industry names: in the profile's own words, or else by their sector ("SaaS" for
 * "Software"). Only whole words count: "Bitumen" is not IT.
 * @returns `null` if none fits, and `unknown` for an industry that has no place in any sector
 */
export function matchIndustry(industry: string, ideals: readonly string[]): IndustryMatch | 'unknown' | null {
  const words = industryWords(industry);
  const sectors = sectorsOf(words);
  const wanted = IDEALS.of(ideals);
  const synonyms = wanted.filter((one) => one.sectors.some((sector) => sectors.includes(sector)));
  // In the same words, unless they mean something else: a blood bank is no bank.
  const exact = wanted.find(
    (one) => (synonyms.includes(one) || sectors.length === 0 || one.sectors.length === 0) && one.book.occursIn(words),
  );
  if (exact !== undefined) return { kind: 'exact', ideal: exact.ideal };
  const [synonym] = synonyms;
  if (synonym !== undefined) return { kind: 'synonym', ideal: synonym.ideal };
  return sectors.length === 0 ? 'unknown' : null;
}

/** The words of an industry, with its ampersands spelled out and its elisions taken apart: "cabinets d'avocats". */
export function industryWords(text: string): string[] {
  return wordsOf(text.replaceAll('&', ' and ').replace(/(?<=\p{L})['’](?!s(?!\p{L}))/gu, ' '));
}

/** Where an industry belongs; several sectors for "Pharmaceutical Manufacturing". */
export function sectorsOf(words: readonly string[]): readonly Sector[] {
  const found = BOOK.longest(words);
  const heads = HEAD_BOOK.longest(words).filter(({ start, end }) => start === 0 || end === words.length);
  // A longer name that holds the head has a place of its own: "Real Estate and Equipment Rental Services".
  const head = heads.find((match) => !found.some((other) => holds(other, match)));
  if (head !== undefined) return head.value;
  const strong = new Set([...[...found, ...compounds(words)].flatMap(({ value }) => value), ...unspacedSectors(words)]);
  if (strong.size > 0) return [...strong];
  return [...new Set(WEAK_BOOK.longest(words).flatMap(({ value }) => value))];
}

function holds(other: PhraseMatch<unknown>, { start, end }: PhraseMatch<unknown>): boolean {
  return other.start <= start && other.end >= end && other.end - other.start > end - start;
}

/** "Versicherungsmakler", "Werkzeugherstellung": what compounds of other words begin and end with. */
function compounds(words: readonly string[]): { value: readonly Sector[] }[] {
  return words.flatMap((word) => {
    if (word.length < MIN_COMPOUND || BOOK.at([word], 0).length > 0) return [];
    const ending = ENDINGS.find(([part]) => word.endsWith(part));
    const beginning = COMPOUND_BEGINNINGS.find(([part]) => word.startsWith(part));
    // "Automobilhandel" sells: the ending says what is done.
    const decisive = ending?.[1] === 'manufacturing' ? (beginning ?? ending) : (ending ?? beginning);
    return decisive === undefined ? [] : [{ value: [decisive[1]] }];
  });
}

/** A phrase that several sectors have belongs to all of them. */
function bookOf(...lists: SectorWords[]): PhraseBook<readonly Sector[]> {
  const sectors = new Map<string, Sector[]>();
  for (const sector of SECTORS) {
    for (const phrase of lists.flatMap((words) => words[sector]?.split(/,\s*/) ?? [])) {
      const key = wordsOf(phrase).join(' ');
      const known = sectors.get(key);
      if (known === undefined) sectors.set(key, [sector]);
      else if (!known.includes(sector)) known.push(sector);
    }
  }
  return new PhraseBook([...sectors].map(([phrase, value]) => [phrase.split(' '), value] as const));
}
