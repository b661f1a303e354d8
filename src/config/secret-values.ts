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

/** The ways in which a value may be written: as it is, in a URL, in JSON; and the password of a URL in the same ways. */
function formsOf(secret: string): string[] {
  const { password } = URL.parse(secret) ?? {};
  const plain = password === undefined || password === '' ? [secret] : [secret, password, decoded(password)];
  return plain.flatMap((value) => [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)]);
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
