/** A NUL, or the half of a character, which PostgreSQL refuses in JSON. */
const REFUSED = /\\u(?:0000|d[89a-f])/;
const ESCAPES = /\\(?:u(?:0000|d[89a-f][\da-f]{2})|.)/g;
/** What stands for a character that cannot be. */
const REPLACEMENT = '\ufffd';

/** A value as JSON that PostgreSQL can store, whatever texts are in it. */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!REFUSED.test(json)) return json;
  return json.replace(ESCAPES, (escape) => (REFUSED.test(escape) ? REPLACEMENT : escape));
}
