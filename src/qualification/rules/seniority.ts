import type { RankPhrase, Seniority } from '../profile/scoring-profile.js';
import { SENIORITIES } from '../profile/scoring-profile.js';
import { Compiled } from './compiled.js';
import { type PhraseMatch, PhraseBook } from './phrase-book.js';
import { CRAFTS, NO_COMPOUNDS, RANK_ENDINGS, RANK_PHRASES, RANKLESS } from './rank-words.js';
import { wordsOf } from '../words.js';
import { unspacedRanks } from './unspaced-ranks.js';

/** A rank, or null for a phrase that hides one. */
type Rank = Seniority | null;

const UMLAUTS: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue' };

const phrasesOf = (text: string) => text.split(/,\s*/).map((phrase) => phrase.trim());
/** A phrase as it is, and with its umlauts written out. */
const spellings = (phrase: string) => [phrase, phrase.replace(/[äöü]/g, (letter) => UMLAUTS[letter] ?? letter)];

const RANKS = new PhraseBook<Rank>([
  ...phrasesOf(RANKLESS).map((phrase) => [phrase, null] as const),
  ...SENIORITIES.flatMap((rank) =>
    phrasesOf(RANK_PHRASES[rank])
      .flatMap(spellings)
      .map((phrase) => [phrase, rank] as const),
  ),
]);

const SUPPORT = new PhraseBook<true>(
  [
    'executive assistant, personal assistant, administrative assistant, assistante de direction, assistant de direction, ',
    'assistante de gestion, assistenz der geschäftsleitung, assistenz der geschäftsführung, asistente de direccion, asistente de gerencia, ',
    'assistente de diretoria, assistente di direzione, secretaria de direccion, directiesecretaresse, management assistant, ',
    'ea to, pa to, asystentka zarzadu, asystentka prezesa, asystent zarzadu, yonetici asistani, genel mudur asistani, ',
    'секретарь директора, помощник генерального директора, помощник директора',
  ]
    .join('')
    .split(', ')
    .map((phrase) => [phrase, true] as const),
);

/** A rank after one of these belongs to another person, or is not held now: "assistant to the CEO", "former VP". */
const FOREIGN_BEFORE = new Set(
  wordsOf(
    'to for of former formerly ex past aspiring future retired ehemaliger ehemalige ehemals ehem fruherer fruhere ancien ancienne antiguo ' +
      'antigua voormalig voormalige oud tidigare tidl fd byly byla eski бывший бывшая колишній trainee apprentice',
  ),
);
/** After a word of support, these lead to the person who is supported: "Assistentin des Vorstands", "adjoint au directeur". */
const LINKS = new Set(
  'de du des del della dello dell der dem den da do dos dal al a au aux fur von vom van voor till zur zum'.split(' '),
);
const SUPPORTERS = new Set(
  (
    'assistant assistante asistente assistente assistent assistentin assistenz sekretar sekretarin secretaire secretaria secretario segretaria ' +
    'secretaresse sekretariat secretariat sekreterare adjoint adjointe adjunto adjunta referent referentin aide office buro bureau assessor asesor'
  ).split(' '),
);
/** German leaves the article out: "Assistenz Geschäftsführung". An "Assistant Director" is one. */
const UNLINKED_SUPPORTERS = new Set(
  'assistenz assistent assistentin sekretar sekretarin sekretariat vorzimmer'.split(' '),
);
const FOREIGN_AFTER = new Set(
  'assistant assistent assistentin assistenz sekretar sekretarin secretary aide emeritus elect asistani sekreteri yardimcisi asistent'.split(
    ' ',
  ),
);
/** Behind the whole title, these say that it is not held now: "CEO (former)", "Geschäftsführer a.D.", "CTO, retired". */
const NO_LONGER =
  /(?:[(,\p{Pd}]\s*(?:former|formerly|ex|retired|ret|ehemals|ehemalig|ehem|ancien|ancienne|retraité|retraitée|jubilado|jubilada|aposentado|aposentada|gepensioneerd)\.?|\s[(]?(?:a\.\s?d\.|i\.\s?r\.|im ruhestand|à la retraite|en retraite|in pensione))\)?$/iu;
const ARTICLES = new Set(['the', 'a', 'our', 'la', 'le', 'l', 'el', 'il', 'die', 'der', 'de']);
/** "CEO兼CTO". */
const AND_BETWEEN_LETTERS = /(?<=[a-z])[兼・](?=[a-z])|(?<=[a-z])兼|兼(?=[a-z])/giu;
/** As the last word these say what the person is: "Product Manager Intern", "MBA Student". */
const LEARNERS = new Set(
  (
    'intern internship trainee apprentice student studentin praktikant praktikantin werkstudent werkstudentin azubi stagiaire alternant alternante ' +
    'apprenti becario becaria practicante pasante estagiario estagiaria tirocinante stagista stagiair praktikum'
  ).split(' '),
);
/** "Lead Engineer" is senior; who leads a field leads people: "Marketing Lead". */
const LEAD = 'lead';

const OWN_RANKS = new Compiled(
  (ranks: readonly RankPhrase[]) => new PhraseBook(ranks.map(({ phrase, seniority }) => [phrase, seniority] as const)),
  ({ phrase, seniority }) => `${phrase}\t${seniority}`,
);

/**
 * The rank a job title states, the highest if it states several ("CEO & Founder"), or null if it states none.
 * @param ranks of the profile, which win over the common ones
 */
export function seniorityOf(title: string, ranks: readonly RankPhrase[] = []): Seniority | null {
  if (NO_LONGER.test(title.trim())) return null;
  const words = wordsOf(title.replaceAll('&', ' and ').replace(AND_BETWEEN_LETTERS, ' '));
  if (ranks.length > 0) {
    const own = OWN_RANKS.of(ranks).longest(words);
    if (own.length > 0) return highest(own.map(({ value }) => value));
  }
  if (LEARNERS.has(words.at(-1) ?? '')) return 'intern';
  if (SUPPORT.longest(words).length > 0) return 'individual';
  const found = [...RANKS.longest(words), ...chiefOfficers(words), ...compounds(words), ...leadersOfFields(words)];
  const supporter = words.findIndex((word) => SUPPORTERS.has(word));
  const own = found.filter((match) => !isForeign(match, words, supporter));
  const stated = own.flatMap((match) =>
    match.value === null ? [] : [isCraft(match, words) ? 'individual' : match.value],
  );
  stated.push(...unspacedRanks(title));
  // An engineer in training is no engineer yet.
  return stated.includes('intern') ? highest(stated.filter((rank) => rank !== 'individual')) : highest(stated);
}

function highest(ranks: readonly Seniority[]): Seniority | null {
  return SENIORITIES.find((rank) => ranks.includes(rank)) ?? null;
}

/** "Chief Revenue Officer", whatever stands in the middle. */
function chiefOfficers(words: readonly string[]): PhraseMatch<Rank>[] {
  return words.flatMap((word, start) => {
    const length = word === 'chief' ? words.slice(start, start + 6).indexOf('officer') + 1 : 0;
    return length > 0 ? [{ value: 'c_level' as const, start, end: start + length }] : [];
  });
}

/** "Vertriebsleiterin": the last part of a compound is its rank. */
function compounds(words: readonly string[]): PhraseMatch<Rank>[] {
  return words.flatMap((word, start) => {
    if (word.length < MIN_COMPOUND || NO_COMPOUNDS.has(word) || RANKS.at([word], 0).length > 0) return [];
    const ending = ENDINGS_BY_LENGTH.find(([end]) => word.endsWith(end));
    return ending === undefined ? [] : [{ value: ending[1], start, end: start + 1 }];
  });
}

/** Shorter words are no compounds. */
const MIN_COMPOUND = 8;
const ENDINGS_BY_LENGTH = RANK_ENDINGS.toSorted(([a], [b]) => b.length - a.length);

/** "Marketing Lead", but not "Lead Engineer" and no "lead generation". */
function leadersOfFields(words: readonly string[]): PhraseMatch<Rank>[] {
  const last = words.length - 1;
  if (last < 1 || words[last] !== LEAD) return [];
  return [{ value: 'manager', start: last, end: last + 1 }];
}

function isForeign({ start, end }: PhraseMatch<Rank>, words: readonly string[], supporter: number): boolean {
  const before = ARTICLES.has(words[start - 1] ?? '') ? start - 2 : start - 1;
  if (FOREIGN_BEFORE.has(words[before] ?? '') || FOREIGN_AFTER.has(words[end] ?? '')) return true;
  if (UNLINKED_SUPPORTERS.has(words[start - 1] ?? '')) return true;
  const isLinked = LINKS.has(words[start - 1] ?? '') || LINKS.has(words[before] ?? '');
  return supporter >= 0 && supporter < start && isLinked;
}

/** "Head cook", "head pastry chef"; a head of something is one. */
function isCraft({ value, start, end }: PhraseMatch<Rank>, words: readonly string[]): boolean {
  if (value !== 'head' || words[start] !== 'head' || words[end] === 'of') return false;
  return CRAFTS.has(words[end] ?? '') || (CRAFTS.has(words[end + 1] ?? '') && words[end] !== 'of');
}
