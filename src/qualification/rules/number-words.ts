/**
 * Numbers in words, in the languages that sizes are read in: lower case, without accents. A word that several languages share
 * has one value in all of them.
 */
const WORDS: Record<number, string> = {
  2: 'two zwei twee deux dos dois duas due tva dwa два двух iki',
  3: 'three drei drie trois tre trzy три трех',
  4: 'four vier quatre cuatro quatro quattro fyra cztery четыре четырех dort',
  5: 'five funf fuenf vijf cinq cinco cinque fem piec пять пяти bes',
  6: 'six sechs zes seis szesc шесть шести alti',
  7: 'seven sieben zeven sept siete sete sette sju siedem семь семи yedi',
  8: 'eight acht huit ocho oito otto atta osiem восемь восьми sekiz',
  9: 'nine neun negen neuf nueve nove nio dziewiec девять девяти dokuz',
  10: 'ten zehn tien dix diez dez dieci tio dziesiec десять десяти deset dizaine decena dezena decina',
  11: 'eleven elf onze undici elva jedenascie одиннадцать',
  12: 'twelve zwolf zwoelf twaalf douze doce doze dodici tolv dwanascie двенадцать dozen dutzend dozijn douzaine docena duzia dozzina dussin tuzin',
  13: 'thirteen dreizehn dertien treize trece treze tredici tretton',
  14: 'fourteen vierzehn veertien quatorze catorce catorze quattordici fjorton',
  15: 'fifteen funfzehn fuenfzehn vijftien quinze quince quindici femton pietnascie пятнадцать quinzaine quincena',
  16: 'sixteen sechzehn zestien seize dieciseis dezesseis dezasseis sedici sexton',
  17: 'seventeen siebzehn zeventien diecisiete dezessete dezassete diciassette sjutton',
  18: 'eighteen achtzehn achttien dieciocho dezoito diciotto arton',
  19: 'nineteen neunzehn negentien diecinueve dezenove dezanove diciannove nitton',
  20: 'twenty zwanzig twintig vingt veinte vinte venti tjugo dwadziescia двадцать двадцати dvacet yirmi vingtaine veintena ventina',
  30: 'thirty dreissig dertig trente treinta trinta trenta trettio trzydziesci тридцать тридцати tricet otuz trentaine trentina',
  40: 'forty vierzig veertig quarante cuarenta quarenta quaranta fyrtio czterdziesci сорок сорока ctyricet kirk quarantaine',
  50: 'fifty funfzig fuenfzig vijftig cinquante cincuenta cinquenta cinquanta femtio piecdziesiat пятьдесят пятидесяти padesat elli cinquantaine cinquantina',
  60: 'sixty sechzig zestig soixante sesenta sessenta sessanta sextio szescdziesiat шестьдесят altmis soixantaine',
  70: 'seventy siebzig zeventig septante setenta settanta sjuttio siedemdziesiat семьдесят yetmis',
  80: 'eighty achtzig tachtig huitante ochenta oitenta ottanta attio osiemdziesiat восемьдесят seksen quatrevingt',
  90: 'ninety neunzig negentig nonante noventa novanta nittio dziewiecdziesiat девяносто doksan',
  100: 'hundred hundert honderd cent cents cien ciento cem cento hundra hundre sto ста сто yuz centaine centenar centena centinaio',
  200: 'doscientos doscientas duzentos duzentas dwiescie двести двухсот dveste',
  300: 'trescientos trescientas trezentos trezentas trzysta триста трехсот trista',
  400: 'cuatrocientos cuatrocientas quatrocentos quatrocentas czterysta четыреста',
  500: 'quinientos quinientas quinhentos quinhentas piecset пятьсот пятисот petset',
  600: 'seiscientos seiscientas seiscentos seiscentas szescset шестьсот',
  700: 'setecientos setecientas setecentos setecentas siedemset семьсот',
  800: 'ochocientos ochocientas oitocentos oitocentas osiemset восемьсот',
  900: 'novecientos novecientas novecentos novecentas dziewiecset девятьсот',
  1000: 'thousand tausend duizend mille mil tusen tysiac tysiace tysiecy тысяча тысячи тысячу tisic tisice millier millar milhar migliaio',
};

/** These count only before ten and more: elsewhere they are articles, or other words ("très"). */
const BEFORE_LARGE: Record<number, string> = {
  1: 'one ein eine einen un une uno una um uma een ett en один одна',
  3: 'tres',
  6: 'sei',
};

/** How languages write the parts of a number as one word: "fünfundzwanzig", "tweehonderd", "duemilacinquecento". */
const COMPOUNDS = [
  { thousands: ['tausend'], hundred: 'hundert', and: 'und', one: ['ein', 'eine'] },
  { thousands: ['duizend'], hundred: 'honderd', and: 'en', one: ['een'] },
  { thousands: ['mila', 'mille'], hundred: 'cento', and: '', one: ['uno', 'un'] },
];
type Compound = (typeof COMPOUNDS)[number];

/** Shorter words are no compounds. */
const SHORTEST_COMPOUND = 7;
const VALUES = valuesOf(WORDS);
/** The last letters of all compounds: most words need no further look. */
const ENDINGS = new Set([...VALUES.keys(), 'uno', 'mila'].map(endOf));
/** Of the words that count only before ten and more. */
export const LOOSE_VALUES = valuesOf(BEFORE_LARGE);
const VEINTI = /^(?:veinti|treintai)(\p{L}+)$/u;

/** The value of one word; `undefined` if it is no number, or is one only before ten and more. */
export function valueOf(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  const known = VALUES.get(word);
  if (known !== undefined) return known;
  if (word.length < SHORTEST_COMPOUND || !ENDINGS.has(endOf(word))) return undefined;
  const unit = VEINTI.exec(word)?.[1];
  if (unit !== undefined) return (word.startsWith('veinti') ? 20 : 30) + (VALUES.get(unit) ?? 0);
  for (const compound of COMPOUNDS) {
    const value = valueOfCompound(word, compound);
    if (value !== undefined) return value;
  }
  return undefined;
}

function endOf(word: string): string {
  return word.slice(-3);
}

/** @returns `undefined` unless the whole word is a number */
function valueOfCompound(word: string, compound: Compound): number | undefined {
  const thousand = compound.thousands.find((part) => word.includes(part));
  if (thousand !== undefined) return product(word, thousand, 1000, compound);
  if (word.includes(compound.hundred)) return product(word, compound.hundred, 100, compound);
  return compound.and === '' ? tensBefore(word) : unitsBefore(word, compound);
}

function product(word: string, part: string, factor: number, compound: Compound): number | undefined {
  const at = word.indexOf(part);
  const behind = word.slice(at + part.length);
  const before = partOf(word.slice(0, at), 1, compound);
  const rest = behind.startsWith(compound.and) ? behind.slice(compound.and.length) : behind;
  const after = partOf(behind, 0, compound) ?? partOf(rest, 0, compound);
  return before === undefined || after === undefined || after >= factor ? undefined : before * factor + after;
}

function partOf(part: string, empty: number, compound: Compound): number | undefined {
  if (part === '') return empty;
  if (compound.one.includes(part)) return 1;
  return VALUES.get(part) ?? valueOfCompound(part, compound);
}

/** "fünfundzwanzig". */
function unitsBefore(word: string, { and, one }: Compound): number | undefined {
  for (let at = word.indexOf(and, 1); at > 0; at = word.indexOf(and, at + 1)) {
    const unit = one.includes(word.slice(0, at)) ? 1 : VALUES.get(word.slice(0, at));
    const tens = VALUES.get(word.slice(at + and.length));
    if (unit !== undefined && unit < 10 && tens !== undefined && tens >= 20 && tens < 100) return unit + tens;
  }
  return undefined;
}

/** "venticinque", "ventotto". */
function tensBefore(word: string): number | undefined {
  for (const [tens, value] of ITALIAN_TENS) {
    const stem = tens.slice(0, -1);
    if (!word.startsWith(stem)) continue;
    const unit = word.startsWith(tens) ? word.slice(tens.length) : word.slice(stem.length);
    const known = unit === 'uno' ? 1 : VALUES.get(unit);
    if (known !== undefined && known < 10) return value + known;
  }
  return undefined;
}

const ITALIAN_TENS = 'venti trenta quaranta cinquanta sessanta settanta ottanta novanta'
  .split(' ')
  .map((word, index) => [word, (index + 2) * 10] as const);

function valuesOf(words: Record<number, string>): Map<string, number> {
  return new Map(
    Object.entries(words).flatMap(([value, names]) => names.split(' ').map((name) => [name, Number(value)] as const)),
  );
}
