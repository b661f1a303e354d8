/** A value as short as that would be found in words that have nothing to do with it. */
const SHORTEST = 4;
/** Shorter ones are replaced only where they stand alone. */
const LONG_ENOUGH = 8;
/** So many characters are taken for the beginning of a longer value that was cut off. */
const SHORTEST_CUT = 12;
const WORD = String.raw`[\p{L}\p{N}_]`;
const IS_WORD = new RegExp(WORD, 'u');

/** A value in one of the ways in which it may be written. */
interface SecretForm {
  /** In lower case. */
  text: string;
  /** Not a URL: what it begins with is no secret. */
  mayBeCut: boolean;
}

const forms = new Map<string, SecretForm>();
let pattern: RegExp | undefined;

/** Hides these values in every log line from now on, wherever they stand. Of a URL it hides the password. */
export function keepSecret(...secrets: readonly string[]): void {
  for (const form of secrets.flatMap(formsOf)) {
    if (form.text.length >= SHORTEST) forms.set(form.text, form);
  }
  const beginnings = new Set([...forms.keys()].map((text) => text.slice(0, SHORTEST_CUT)));
  const longestFirst = [...beginnings].sort((a, b) => b.length - a.length);
  pattern = longestFirst.length === 0 ? undefined : new RegExp(longestFirst.map(toPattern).join('|'), 'giu');
}

/** Where `text` holds values that are kept secret, in any case of letters, or the beginning of one; from left to right. */
export function secretsIn(text: string): [start: number, end: number][] {
  const found: [number, number][] = [];
  if (pattern === undefined) return found;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const start = match.index;
    const end = match[0].length < SHORTEST_CUT ? start + match[0].length : endOfLongest(text, start);
    if (end !== undefined) found.push([start, end]);
    // Another value may begin within what was none.
    pattern.lastIndex = end ?? start + 1;
  }
  return found;
}

/** `text` with `replacement` for each value that is kept secret. */
export function hideSecretValues(text: string, replacement: string): string {
  let hidden = '';
  let copied = 0;
  for (const [start, end] of secretsIn(text)) {
    hidden += text.slice(copied, start) + replacement;
    copied = end;
  }
  return hidden + text.slice(copied);
}

/** The end of the longest value, or beginning of one, that stands at `start`. */
function endOfLongest(text: string, start: number): number | undefined {
  let longest = 0;
  for (const form of forms.values()) {
    const length = commonLength(text, start, form.text);
    const isWhole = length === form.text.length;
    const isCut = form.mayBeCut && length >= SHORTEST_CUT && !IS_WORD.test(text.charAt(start + length));
    if (isWhole || isCut) longest = Math.max(longest, length);
  }
  return longest === 0 ? undefined : start + longest;
}

/** How many characters of `form` stand at `start`. */
function commonLength(text: string, start: number, form: string): number {
  let length = 0;
  while (length < form.length && text.charAt(start + length).toLowerCase() === form.charAt(length)) length++;
  return length;
}

/** The ways in which a value may be written: as it is, in a URL, in a form, in JSON; and the password of a URL in the same ways. */
function formsOf(secret: string): SecretForm[] {
  const { password } = URL.parse(secret) ?? {};
  const plain = password === undefined || password === '' ? [secret] : [secret, password, decoded(password)];
  return plain.flatMap((value) =>
    [
      ...[value, encodeURIComponent(value), value.replaceAll('+', ' '), ...inJson(value)],
      ...(value.length < LONG_ENOUGH ? [] : encodingsOf(value)),
    ].map((form) => ({ text: form.toLowerCase(), mayBeCut: value !== secret || plain.length === 1 })),
  );
}

/** Some writers of JSON escape slashes, and some the signs that HTML gives a meaning. */
function inJson(value: string): string[] {
  const text = JSON.stringify(value).slice(1, -1);
  const escaped = text.replace(/[<>&']/g, (sign) => String.raw`\u00${sign.charCodeAt(0).toString(16)}`);
  return [text, escaped].flatMap((form) => [form, form.replaceAll('/', String.raw`\/`)]);
}

/** In Base64, whatever stands before and behind it in the same text, and in hexadecimal. */
function encodingsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const inBase64 = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]);
    // The first and the last character may hold bits of what stands around.
    const [begin, end] = [Math.ceil((before * 8) / 6), Math.floor((text.length * 8) / 6)];
    return (['base64', 'base64url'] as const).map((encoding) => text.toString(encoding).slice(begin, end));
  });
  return [...inBase64, bytes.toString('hex')];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function toPattern(value: string): string {
  const literal = RegExp.escape(value);
  return value.length >= LONG_ENOUGH ? literal : `(?<!${WORD})${literal}(?!${WORD})`;
}
