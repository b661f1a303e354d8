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
/** "Two dozen"; what "twelve" stands behind is no part of its number. */
const DOZEN = 12;
/** What joins a number's words, where nothing else can be meant: "hundred and fifty", "cincuenta y cinco". */
const JOINERS = new Set('and und en y e et og i'.split(' '));

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
const LOOSE_VALUES = valuesOf(BEFORE_LARGE);
const VEINTI = /^(?:veinti|treintai)(\p{L}+)$/u;

const HAN: Record<string, number> = { 一: 1, 二: 2, 两: 2, 兩: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const HANGUL: Record<string, number> = { 일: 1, 이: 2, 삼: 3, 사: 4, 오: 5, 육: 6, 칠: 7, 팔: 8, 구: 9 };
const POWERS: Record<string, number> = {
  十: 10,
  십: 10,
  百: 100,
  백: 100,
  千: 1000,
  천: 1000,
  万: 1e4,
  萬: 1e4,
  만: 1e4,
};
/** Numbers in the signs of Chinese, Japanese and Korean, before what is counted; "数百" is no number. */
const HAN_NUMBER =
  /(?<![\d数數几幾何第一-十百千万萬])[一二两兩三四五六七八九十百千万萬]{1,9}(?=\s*(?:[多余餘]?[人名]|[員员]|以上|以下|以内|未満|未满|左右|程度|至|到|から|$))/gu;
const HANGUL_NUMBER = /(?<![\d가-힣])[일이삼사오육칠팔구십백천만]{1,9}(?=\s*(?:여\s*)?(?:명|인))/gu;
/** As spreadsheets write large numbers: "1E+03". */
const SCIENTIFIC = /(?<![\p{L}\d.,])(\d(?:[.,]\d{1,6})?)e\+?(\d{1,2})(?![\p{L}\d])/gu;
const HAS_POWER = /\de/;
const LETTERS = /\p{L}{2}|[\u3000-\uffff]/u;
const BEYOND_LATIN = /[\u3000-\uffff]/;
const QUATRE_VINGT = /quatre[ -]vingts?/g;
const RUN = /(?<![\p{L}\d]|\d[\p{Zs}-]?)\p{L}+(?:[ -]\p{L}+)*/gu;

/**
 * A text with its numbers in digits: "über tausend", "two hundred and fifty", "fünfundzwanzig", "百人以上". What only sounds
 * like a number, such as "hundreds", stays as it is.
 * @param text in lower case, without accents
 */
export function withDigits(text: string): string {
  const plain = HAS_POWER.test(text)
    ? text.replace(SCIENTIFIC, (_, digits: string, power: string) =>
        String(Number(`${digits.replace(',', '.')}e${power}`)),
      )
    : text;
  if (!LETTERS.test(plain)) return plain;
  const spelled = BEYOND_LATIN.test(plain)
    ? plain
        .replace(HAN_NUMBER, (signs) => String(valueOfSigns(signs, HAN)))
        .replace(HANGUL_NUMBER, (signs) => String(valueOfSigns(signs, HANGUL)))
    : plain.replace(QUATRE_VINGT, 'quatrevingt');
  return spelled.replace(RUN, inDigits);
}

/** Words in a row, those of each number replaced by its digits. */
function inDigits(run: string): string {
  const words = run.split(/[ -]/);
  if (!words.some((word) => valueOf(word) !== undefined)) return run;
  const read: string[] = [];
  for (let at = 0; at < words.length;) {
    const number = numberAt(words, at);
    read.push(number === undefined ? (words[at] ?? '') : String(number.value));
    at = number?.end ?? at + 1;
  }
  return read.join(' ');
}

function numberAt(words: readonly string[], start: number): { value: number; end: number } | undefined {
  let thousands = 0;
  let rest = 0;
  let end = start;
  while (end < words.length) {
    const isJoined = end > start && JOINERS.has(words[end] ?? '') && joins(rest || thousands, valueOf(words[end + 1]));
    const at = isJoined ? end + 1 : end;
    const next = valueOf(words[at + 1]);
    const value = valueOf(words[at]) ?? (isLarge(next) ? LOOSE_VALUES.get(words[at] ?? '') : undefined);
    if (value === undefined || !fits(thousands, rest, value)) break;
    if (value === 1000) thousands += Math.max(rest, 1) * 1000;
    else if (value > 1000) thousands += value;
    if (value >= 1000) rest = 0;
    else rest = value === 100 || value === DOZEN ? Math.max(rest, 1) * value : withRest(rest, value);
    end = at + 1;
  }
  return end === start ? undefined : { value: thousands + rest, end };
}

/** "une cinquantaine" is fifty. */
function withRest(rest: number, value: number): number {
  return rest === 1 && value >= 10 ? value : rest + value;
}

/** "fifty and ten" are two numbers, "hundred and ten" is one. */
function joins(before: number, value: number | undefined): boolean {
  if (value === undefined) return false;
  return before >= 100 ? before % 100 === 0 && value < 100 : before >= 20 && before % 10 === 0 && value < 10;
}

function fits(thousands: number, rest: number, value: number): boolean {
  if (value >= 1000) return thousands === 0;
  if (rest === 0) return true;
  if (value === DOZEN || rest === 1) return rest < 10 && value >= 10;
  if (value === 100) return rest < 100;
  if (value < 10) return rest >= 20 && rest % 10 === 0;
  // "soixante-dix" and "quatre-vingt-dix".
  return rest % 100 === 0 || (value < 20 && [60, 80].includes(rest % 100));
}

function isLarge(value: number | undefined): boolean {
  return value !== undefined && value >= 10;
}

function valueOf(word: string | undefined): number | undefined {
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

function valueOfSigns(signs: string, digits: Record<string, number>): number {
  let total = 0;
  let rest = 0;
  let digit = 0;
  for (const sign of signs) {
    const power = POWERS[sign];
    if (power === undefined) digit = digits[sign] ?? 0;
    else if (power === 1e4) {
      total += Math.max(rest + digit, 1) * power;
      rest = digit = 0;
    } else {
      rest += Math.max(digit, 1) * power;
      digit = 0;
    }
  }
  return total + rest + digit;
}

function valuesOf(words: Record<number, string>): Map<string, number> {
  return new Map(
    Object.entries(words).flatMap(([value, names]) => names.split(' ').map((name) => [name, Number(value)] as const)),
  );
}
