/** From where a part of a text begins to where it ends. */
export type Range = readonly [start: number, end: number];

/** A text with its encodings taken away, and where each of its characters stands in the original. */
export interface DecodedView {
  text: string;
  /** Whether it is without its line breaks, which Base64 in mails and headers has. */
  isJoined: boolean;
  /** The part of the original that a part of it was made of. */
  rangeOf(start: number, end: number): Range;
}

/** Encodings within each other that are taken away. */
const MOST_LAYERS = 4;

const MAY_BE_ENCODED = /%(?!20)[\da-f]{2}|&(?:#|[a-z]{2,8};)|\\[uxnr/\\"']|[\r\n]/i;
/** One sign as a URL, HTML or XML, and JSON or JavaScript write it. */
const SIGN =
  /%([\da-f]{2})|&#0{0,8}(\d{1,6});?|&#x0{0,8}([\da-f]{1,6});?|&([a-z]{2,8});|\\u([\da-f]{4})|\\x([\da-f]{2})|\\([/\\"'nr])/gi;
const NAMED: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", sol: '/', plus: '+', equals: '=', lowbar: '_', colon: ':' },
  ...{ period: '.', comma: ',', semi: ';', hyphen: '-', dash: '-', num: '#', percnt: '%', commat: '@', tilde: '~' },
  ...{ excl: '!', dollar: '$', ast: '*', midast: '*', quest: '?', lpar: '(', rpar: ')', vert: '|', newline: '\n' },
};
const ESCAPED: Record<string, string> = { n: '\n', r: '\r' };
const LINE_BREAK = /[ \t]{0,40}=?[\r\n]+[ \t]{0,40}/g;

/** The text without one encoding, without two of them, and so on, each also without its line breaks; none for a plain text. */
export function decodedViews(text: string): DecodedView[] {
  if (!MAY_BE_ENCODED.test(text)) return [];
  const layers = [new View(text, false)];
  for (let view = layers[0]; view !== undefined && layers.length <= MOST_LAYERS;) {
    view = view.without(SIGN, decodeSign, false);
    if (view !== undefined) layers.push(view);
  }
  const joined = layers.flatMap((view) => view.without(LINE_BREAK, () => '', true) ?? []);
  return [...layers.slice(1), ...joined];
}

class View implements DecodedView {
  /** @param places where each character begins and ends in the original, alternately; `undefined` where it stands there itself */
  constructor(
    readonly text: string,
    readonly isJoined: boolean,
    private readonly places?: readonly number[],
  ) {}

  rangeOf(start: number, end: number): Range {
    return [this.beginOf(start), this.endOf(end - 1)];
  }

  /** The view in which `pattern` is replaced; `undefined` if it does not occur. */
  without(pattern: RegExp, replacement: (match: RegExpExecArray) => string, isJoined: boolean): View | undefined {
    let text = '';
    let copied = 0;
    const places: number[] = [];
    for (const match of this.text.matchAll(pattern)) {
      const replaced = replacement(match);
      if (replaced === match[0]) continue;
      const end = match.index + match[0].length;
      text += this.text.slice(copied, match.index) + replaced;
      this.copyPlaces(places, copied, match.index);
      const place = [this.beginOf(match.index), this.endOf(end - 1)];
      places.push(...Array.from({ length: replaced.length }, () => place).flat());
      copied = end;
    }
    if (copied === 0) return undefined;
    this.copyPlaces(places, copied, this.text.length);
    return new View(text + this.text.slice(copied), isJoined, places);
  }

  private copyPlaces(places: number[], start: number, end: number): void {
    for (let index = start; index < end; index++) places.push(this.beginOf(index), this.endOf(index));
  }

  private beginOf(index: number): number {
    return this.places?.[2 * index] ?? index;
  }

  private endOf(index: number): number {
    return this.places?.[2 * index + 1] ?? index + 1;
  }
}

function decodeSign([whole, percent, decimal, hex, name, unicode, byte, escaped]: RegExpExecArray): string {
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
  if (escaped !== undefined) return ESCAPED[escaped.toLowerCase()] ?? escaped;
  const code = decimal === undefined ? parseInt(percent ?? hex ?? unicode ?? byte ?? '', 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
}
