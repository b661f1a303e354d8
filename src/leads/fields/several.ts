import { isPlaceholder } from '../placeholders.js';

/** No list of addresses that a person would read is longer. */
export const LONGEST = 2_000;
/** No address is longer, and no list has a wider gap between two. */
const LONGEST_WORD = 600;
const LONGEST_GAP = 50;
/** The code of a space; those of tabs and line breaks are less. */
const SPACE = 32;

/** Several addresses in one field: the first one, and the others. */
export interface Several {
  first: unknown;
  others: string[];
  /** The whole field, where it says more than addresses do, such as "jane@acme.example (bounced)". */
  text?: string;
}

/** Between two addresses, these words and signs say no more than a comma does. */
const BETWEEN = /^(?:and|or|cc|bcc|und|oder|et|ou|y|o|e|ed|en|of|och|og|i|и|ve|[\p{P}\p{S}]{1,3}|\d{1,2}[.):]?)$/iu;

/** Whether a part of a list of addresses is none and means none: a bullet, an "and", a placeholder. */
export function isBetween(part: string): boolean {
  return part === '' || BETWEEN.test(part) || isPlaceholder(part);
}

/** The addresses in a field; each of them once, in any case. `undefined` if there is none, or one of them is none. */
export function severalOf(addresses: string[], isAddress: (text: string) => boolean): Several | undefined {
  const byKey = new Map<string, string>();
  for (const address of addresses) {
    if (!isAddress(address)) return undefined;
    const key = address.toLowerCase();
    if (!byKey.has(key)) byKey.set(key, address);
  }
  const [first, ...others] = byKey.values();
  return first === undefined ? undefined : { first, others };
}

const ENTITIES: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
  '&quot;': '"',
  '&#39;': "'",
  '&#64;': '@',
};

/** Signs of HTML, of other scripts and keyboards as those of plain text; compatibility forms too. */
export function plain(text: string): string {
  return text
    .replace(/&(?:lt|gt|amp|quot|#39|#64);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/[\u3001\u060c]/g, ',')
    .replace(/\u061b/g, ';')
    .replace(/\u3002/g, '.')
    .normalize('NFKC');
}

/** Whether a text is taken as it is, since its length, or that of a word or a gap in it, would make reading it slow. */
export function isTooLong(text: string): boolean {
  if (text.length > LONGEST) return true;
  let [start, wasGap] = [0, isGapAt(text, 0)];
  for (let at = 1; at <= text.length; at++) {
    if (at < text.length && isGapAt(text, at) === wasGap) continue;
    if (at - start > (wasGap ? LONGEST_GAP : LONGEST_WORD)) return true;
    [start, wasGap] = [at, !wasGap];
  }
  return false;
}

function isGapAt(text: string, at: number): boolean {
  return text.charCodeAt(at) <= SPACE;
}
