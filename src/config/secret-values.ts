/** A value as short as that would be found in words that have nothing to do with it. */
const SHORTEST = 4;
/** Shorter ones are replaced only where they stand alone. */
const LONG_ENOUGH = 8;
const WORD = String.raw`[\p{L}\p{N}_]`;

const values = new Set<string>();
let pattern: RegExp | undefined;

/** Hides these values in every log line from now on, wherever they stand. Of a URL it hides the password. */
export function keepSecret(...secrets: readonly string[]): void {
  for (const secret of secrets) {
    for (const form of formsOf(secret)) if (form.length >= SHORTEST) values.add(form);
  }
  const longestFirst = [...values].sort((a, b) => b.length - a.length);
  pattern = longestFirst.length === 0 ? undefined : new RegExp(longestFirst.map(toPattern).join('|'), 'gu');
}

/** `text` with `replacement` for each value that is kept secret. */
export function hideSecretValues(text: string, replacement: string): string {
  return pattern === undefined ? text : text.replace(pattern, replacement);
}

/** The ways in which a value may be written: as it is, in a URL, in a form, in JSON; and the password of a URL in the same ways. */
function formsOf(secret: string): string[] {
  const { password } = URL.parse(secret) ?? {};
  const plain = password === undefined || password === '' ? [secret] : [secret, password, decoded(password)];
  return plain.flatMap((value) => [
    ...[value, encodeURIComponent(value), value.replaceAll('+', ' '), ...inJson(value)],
    ...(value.length < LONG_ENOUGH ? [] : encodingsOf(value)),
  ]);
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
  const hex = bytes.toString('hex');
  const inBase64 = [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]);
    // The first and the last character may hold bits of what stands around.
    const [begin, end] = [Math.ceil((before * 8) / 6), Math.floor((text.length * 8) / 6)];
    return (['base64', 'base64url'] as const).map((encoding) => text.toString(encoding).slice(begin, end));
  });
  return [...inBase64, hex, hex.toUpperCase()];
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
