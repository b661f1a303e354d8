import { isPlaceholder } from '../../leads/placeholders.js';

/** Longer texts are known by their beginning. */
const LONGEST = 100;
const PLAIN = /^[\x20-\x7e]*$/;
/** "1,200.50", "$ 30", "12 %"; a number with leading zeros, as of a postal code, is a text. */
const NUMBER = /^[$€£]?\s?(-?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d*)(?:\.\d+)?)\s?[%$€£]?$/;

/** Texts that were read lately: most fields say the same again and again. */
const READ = new Map<string, string | number | null>();
const MOST_READ = 10_000;

/**
 * What a field says: a number, or a folded text.
 * @returns `null` where it says nothing, `undefined` where it is no single value
 */
export function readValue(raw: unknown): string | number | null | undefined {
  if (typeof raw === 'string') return readText(raw);
  if (raw === null || raw === undefined) return null;
  if (typeof raw === 'number') return Number.isFinite(raw) ? raw : null;
  return typeof raw === 'boolean' ? String(raw) : undefined;
}

function readText(raw: string): string | number | null {
  if (raw.length > LONGEST) return fold(raw);
  const known = READ.get(raw);
  if (known !== undefined) return known;
  const text = raw.trim();
  const digits = NUMBER.exec(text)?.[1];
  const value = isPlaceholder(text) ? null : digits === undefined ? fold(text) : Number(digits.replaceAll(',', ''));
  if (READ.size === MOST_READ) READ.clear();
  READ.set(raw, value);
  return value;
}

/** A text without what two writers of the same word may do differently. */
export function fold(raw: string): string {
  const text = raw.slice(0, 4 * LONGEST);
  const folded = PLAIN.test(text) ? text : text.normalize('NFKC');
  return folded.toLowerCase().replace(/\s+/g, ' ').trim().slice(0, LONGEST);
}
