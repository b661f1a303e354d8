import { Compiled } from './compiled.js';
import { PhraseBook } from './phrase-book.js';
import { seniorityOf } from './seniority.js';
import { wordsOf } from '../words.js';

const ABBREVIATIONS = new PhraseBook<string>([
  ['vp', 'vice president'],
  ['svp', 'senior vice president'],
  ['evp', 'executive vice president'],
  ['ceo', 'chief executive officer'],
  ['cfo', 'chief financial officer'],
  ['coo', 'chief operating officer'],
  ['cto', 'chief technology officer'],
  ['cmo', 'chief marketing officer'],
  ['cro', 'chief revenue officer'],
  ['cio', 'chief information officer'],
  ['chro', 'chief human resources officer'],
  ['revops', 'revenue operations'],
  ['rev ops', 'revenue operations'],
  ['bizdev', 'business development'],
  ['biz dev', 'business development'],
  ['bd', 'business development'],
  ['bdr', 'business development representative'],
  ['sdr', 'sales development representative'],
  ['ae', 'account executive'],
  ['mktg', 'marketing'],
  ['ops', 'operations'],
  ['hr', 'human resources'],
  ['it', 'information technology'],
  ['gtm', 'go to market'],
  ['demand gen', 'demand generation'],
  ['mgr', 'manager'],
  ['dir', 'director'],
  ['sr', 'senior'],
]);

/** Fields of work that a title covers without naming them. */
const COVERED_FIELDS = new PhraseBook<string[]>([
  ['chief revenue officer', ['sales', 'revenue operations']],
  ['chief commercial officer', ['sales', 'business development']],
  ['chief financial officer', ['finance']],
  ['chief operating officer', ['operations']],
  ['chief technology officer', ['engineering']],
  ['chief information officer', ['information technology']],
  ['account executive', ['sales']],
  ['demand generation', ['marketing']],
  ...inOtherWords(
    'sales',
    'vertrieb verkauf ventes vente ventas vendas vendite verkoop forsaljning salg sprzedazy sprzedaz commerciale comercial',
  ),
  ...inOtherWords('sales', 'commercieel commerciele'),
  ...inOtherWords('marketing', 'marknadsforing markedsforing mercadeo mercadotecnia'),
  ...inOtherWords('business development', 'geschaftsentwicklung unternehmensentwicklung'),
  ...inOtherWords('finance', 'finanzen finances finanzas financas finanza financien'),
  ...inOtherWords('human resources', 'personalwesen rh rrhh'),
  ['directeur commercial', ['sales']],
  ['responsable commercial', ['sales']],
  ['commercial director', ['sales']],
  ['commercial manager', ['sales']],
  ['desarrollo de negocio', ['business development']],
  ['developpement commercial', ['business development', 'sales']],
  ['desenvolvimento de negocios', ['business development']],
]);
/** Germanic compounds begin with the field: "Vertriebsleiterin", "försäljningschef". */
const COMPOUNDED_FIELDS: readonly (readonly [beginning: string, field: string])[] = [
  ['vertriebs', 'sales'],
  ['verkaufs', 'sales'],
  ['verkoop', 'sales'],
  ['forsaljnings', 'sales'],
  ['salgs', 'sales'],
  ['marketing', 'marketing'],
  ['marknads', 'marketing'],
  ['finanz', 'finance'],
];

function inOtherWords(field: string, words: string): (readonly [string, string[]])[] {
  return words.split(' ').map((word) => [word, [field]] as const);
}

const FILLERS = new Set(['of', 'the', 'and', 'for', 'in', 'at']);

const TARGETS = new Compiled((targets) =>
  targets.map((target) => {
    const words = spelledOut(target);
    return { target, words, book: new PhraseBook([[words, true as const]]), namesRank: seniorityOf(target) !== null };
  }),
);

/**
 * The first target title that a job title covers, or null. Whole words count, abbreviations are spelled out on both
 * sides ("RevOps" is "Revenue Operations"), and a target that names a rank may stand in any order ("Director, Sales").
 */
export function matchingTarget(title: string, targets: readonly string[]): string | null {
  const words = spelledOut(title);
  const fields = [...COVERED_FIELDS.longest(words).flatMap(({ value }) => value), ...compoundedFields(words)].map(
    (field) => field.split(' '),
  );
  const alternatives = [words, ...fields];
  const match = TARGETS.of(targets).find(
    (one) =>
      alternatives.some((alternative) => one.book.occursIn(alternative)) ||
      (one.namesRank && one.words.length > 0 && one.words.every((word) => words.includes(word))),
  );
  return match?.target ?? null;
}

function compoundedFields(words: readonly string[]): string[] {
  return COMPOUNDED_FIELDS.flatMap(([beginning, field]) =>
    words.some((word) => word.length > beginning.length && word.startsWith(beginning)) ? [field] : [],
  );
}

function spelledOut(text: string): string[] {
  const words = wordsOf(text);
  const matches = new Map(ABBREVIATIONS.longest(words).map((match) => [match.start, match]));
  const result: string[] = [];
  for (let i = 0; i < words.length;) {
    const match = matches.get(i);
    result.push(...(match ? match.value.split(' ') : words.slice(i, i + 1)));
    i = match?.end ?? i + 1;
  }
  return result.filter((word) => !FILLERS.has(word));
}
