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
  ['bdm', 'business development manager'],
  ['kam', 'key account manager'],
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
  ['key account', ['sales']],
  ['demand generation', ['marketing']],
  ...inOtherWords(
    'sales',
    'vertrieb verkauf ventes vente ventas vendas vendite verkoop forsaljning salg sprzedazy sprzedaz commerciale comercial',
  ),
  ...inOtherWords('sales', 'роп penjualan myyntijohtaja myyntipaallikko'),
  ...inOtherWords('sales', 'commercieel commerciele aussendienst handlowy handlowa коммерческий коммерческого'),
  ...inOtherWords(
    'sales',
    'продаж продажам продажи продажами satis obchod obchodni prodeje ertekesitesi πωλησεων πωλησεις المبيعات مبيعات מכירות',
  ),
  ...inOtherWords(
    'marketing',
    'markkinointijohtaja markkinointipaallikko pemasaran marknadsforing markedsforing mercadeo mercadotecnia маркетинг маркетингу маркетинга pazarlama marketingu',
  ),
  ...inOtherWords('marketing', 'μαρκετινγκ التسويق تسويق שיווק'),
  ['развитию бизнеса', ['business development']],
  ['is gelistirme', ['business development']],
  ...inOtherWords('business development', 'geschaftsentwicklung unternehmensentwicklung'),
  ...inOtherWords('finance', 'finanzen finances finanzas financas finanza financien'),
  ...inOtherWords('human resources', 'personalwesen rh rrhh'),
  ['directeur commercial', ['sales']],
  ['responsable commercial', ['sales']],
  ['director commercial', ['sales']],
  ['resp commercial', ['sales']],
  ['kinh doanh', ['sales']],
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

/** Chinese, Japanese and Korean write the field into the title: "営業部長", "销售总监". */
const UNSPACED_FIELDS: readonly (readonly [pattern: RegExp, field: string])[] = [
  [/営業|セールス|销售|銷售|业务(?!拓展)|販売|영업|세일즈/u, 'sales'],
  [/マーケティング|营销|行銷|營銷|市场|市場|마케팅/u, 'marketing'],
  [/事業開発|商务拓展|業務拓展|业务拓展|사업개발|사업 개발|ビジネス開発/u, 'business development'],
  [/グロース|增长|그로스/u, 'growth'],
  [/財務|财务|재무/u, 'finance'],
  [/人事|人力资源|人力資源|인사/u, 'human resources'],
];
const UNSPACED = /[\p{Script=Han}\p{Script=Katakana}\p{Script=Hangul}]/u;

function inOtherWords(field: string, words: string): (readonly [string, string[]])[] {
  return words.split(' ').map((word) => [word, [field]] as const);
}

const FILLERS = new Set(['of', 'the', 'and', 'for', 'in', 'at']);

const TARGETS = new Compiled((targets) =>
  targets.map((target) => {
    const words = spelledOut(target);
    const book = new PhraseBook([[words, true as const]]);
    return {
      target,
      words,
      book,
      namesRank: seniorityOf(target) !== null,
      part: UNSPACED.test(target) ? joined(target) : null,
    };
  }),
);

/**
 * The first target title that a job title covers, or null. Whole words count, abbreviations are spelled out on both
 * sides ("RevOps" is "Revenue Operations"), and a target that names a rank may stand in any order ("Director, Sales").
 */
export function matchingTarget(title: string, targets: readonly string[]): string | null {
  const words = spelledOut(title);
  const fields = [
    ...COVERED_FIELDS.longest(words).flatMap(({ value }) => value),
    ...compoundedFields(words),
    ...unspacedFields(title),
  ].map((field) => field.split(' '));
  const alternatives = [words, ...fields];
  const text = UNSPACED.test(title) ? joined(title) : '';
  const match = TARGETS.of(targets).find(
    (one) =>
      (one.part !== null && text.includes(one.part)) ||
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

function unspacedFields(title: string): string[] {
  if (!UNSPACED.test(title)) return [];
  const text = joined(title);
  return UNSPACED_FIELDS.flatMap(([pattern, field]) => (pattern.test(text) ? [field] : []));
}

/** A text as its parts are looked for in it. */
function joined(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '');
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
