import { ValidationError } from '../../errors/request.errors.js';

/** The header that names what a request is for: `batch, team=growth`. */
export const TAGS_HEADER = 'x-llm-tags';
/** Most tags of one request, and characters of one: short labels, since every ledger row keeps them. */
export const MOST_TAGS = 10;
export const LONGEST_TAG = 100;
/** What OpenAI's API takes as `metadata`. */
const METADATA = { pairs: 16, key: 64, value: 512 };

/** It is not printable. */
const NO_TEXT = '\0';
const PRINTABLE_ASCII = /^[\x20-\x7e]*$/;
const STORABLE = /^\P{Cc}+$/u;

/**
 * The tags in a header, or in a field of that name: separated by commas or as a list, each of them once, without white space
 * around them.
 * @throws ValidationError
 */
export function readTags(header: unknown): string[] {
  const texts: unknown[] = Array.isArray(header) ? header : [header];
  const isText = texts.length <= MOST_TAGS * 10 && texts.every((one) => typeof one === 'string');
  // What is neither becomes a text that is refused.
  const text = isText ? texts.join(',') : NO_TEXT;
  const tags = unique(text.split(',', MOST_TAGS * 10).map((tag) => tag.trim()));
  const isFitting = tags.length <= MOST_TAGS && tags.every((tag) => tag.length <= LONGEST_TAG);
  if (isFitting && PRINTABLE_ASCII.test(text) && text.length <= MOST_TAGS * (LONGEST_TAG + 10)) return tags;
  const message =
    `${TAGS_HEADER} must be at most ${MOST_TAGS} tags, separated by commas, each of at most ${LONGEST_TAG} printable ` +
    'ASCII characters';
  throw new ValidationError([{ field: TAGS_HEADER, rule: 'tags', message }]);
}

/** What is wrong with the `metadata` of a chat completion, in words that follow its name; its bounds are those of OpenAI. */
export function metadataProblem(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'must be an object of texts';
  const names = Object.keys(value);
  if (names.length > METADATA.pairs) return `must have at most ${METADATA.pairs} entries`;
  for (const [index, name] of names.entries()) {
    if (name.length > METADATA.key) return `must have keys of at most ${METADATA.key} characters (entry ${index + 1})`;
    const problem = problemOf((value as Record<string, unknown>)[name]);
    if (problem !== undefined) return `${problem} (entry ${index + 1})`;
  }
  return undefined;
}

/** A list is what LiteLLM's clients send; anything else but a text is left to the provider. */
function problemOf(value: unknown): string | undefined {
  const texts = Array.isArray(value) ? (value as unknown[]) : [value];
  if (texts.length > METADATA.pairs) return `must have lists of at most ${METADATA.pairs} items`;
  const isLong = texts.some((text) => typeof text === 'string' && text.length > METADATA.value);
  return isLong ? `must have values of at most ${METADATA.value} characters` : undefined;
}

/**
 * The tags of a chat completion: those of the header, then `key=value` for each entry of `metadata`, and the items of its
 * `tags`. An entry that is no tag, or would be the eleventh, is not an error: it is the provider's parameter first of all.
 */
export function withMetadata(tags: readonly string[], metadata: unknown): readonly string[] {
  if (typeof metadata !== 'object' || metadata === null) return tags;
  const more = Object.entries(metadata).flatMap(([name, value]): string[] => {
    if (name === 'tags' && Array.isArray(value)) return value.filter((item) => typeof item === 'string');
    return typeof value === 'object' ? [] : [`${name}=${String(value)}`];
  });
  const fitting = more.map((tag) => tag.trim()).filter(isTag);
  return unique([...tags, ...fitting]).slice(0, MOST_TAGS);
}

function isTag(text: string): boolean {
  return text.length <= LONGEST_TAG && STORABLE.test(text) && text.isWellFormed();
}

function unique(tags: string[]): string[] {
  return [...new Set(tags.filter((tag) => tag !== ''))];
}
