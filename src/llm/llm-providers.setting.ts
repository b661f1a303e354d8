import { camelCase } from '../validation/wire.js';
import {
  isDroppable,
  type ProviderTimeouts,
  STRUCTURED_OUTPUTS,
  type StructuredOutput,
  TOKENS_FIELDS,
  type TokensField,
} from './providers/provider-habits.js';
import { PRESET_NAMES, type PresetName } from './providers/provider-presets.js';

/** What `LLM_PROVIDERS` says of one provider. What it leaves out is as its preset has it, or a default. */
export interface ProviderSetting {
  name: string;
  preset?: PresetName;
  baseUrl?: string | undefined;
  apiKey?: string | undefined;
  model?: string;
  /** Decimal USD per million tokens. */
  priceInput?: string;
  priceCachedInput?: string;
  priceOutput?: string;
  /** Makes the embeddings. */
  embeddingModel?: string;
  /** Decimal USD per million tokens of an input. */
  priceEmbedding?: string;
  quality?: number;
  latencyMs?: number;
  contextWindow?: number;
  weight?: number;
  tokensField?: TokensField;
  streamOptions?: boolean;
  structuredOutput?: StructuredOutput;
  toolCallIdLength?: number;
  dropFields?: string[];
  timeouts?: ProviderTimeouts;
  /** Sent with every request, also in place of the API key's. */
  headers?: Record<string, string>;
  /** Parameters of the URL. */
  query?: Record<string, string>;
}

/** What a value must be, which ends the sentence "... must", and whether one is. */
type Rule = readonly [rule: string, fits: (value: unknown) => boolean];

const MATCHES = (form: RegExp) => (value: unknown) => typeof value === 'string' && form.test(value);
const ONE_OF = (choices: readonly unknown[]): Rule => [
  `be one of ${choices.join(', ')}`,
  (value) => choices.includes(value),
];
const WHOLE = (min: number, max: number) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
const PRICE = MATCHES(/^\d{1,9}(\.\d{1,6})?$/);
const PRICE_RULE = 'be USD per million tokens as a text such as "0.02", with at most six decimals';
const LONGEST_TIMEOUT_MS = 600_000;
const TIMEOUT: Rule = [`be a whole number from 50 to ${LONGEST_TIMEOUT_MS}`, WHOLE(50, LONGEST_TIMEOUT_MS)];
const TIMEOUTS: Record<string, Rule> = {
  connect_ms: TIMEOUT,
  first_token_ms: TIMEOUT,
  idle_ms: TIMEOUT,
  total_ms: TIMEOUT,
};

/** Headers that frame the request, or that only its connection knows. */
const FRAMING = ['host', 'connection', 'content-length', 'content-type', 'transfer-encoding', 'keep-alive', 'upgrade'];
const MOST_ENTRIES = 50;
const HEADER_NAME = /^[\w!#$%&'*+.^`|~-]{1,100}$/;
const HEADER_VALUE = /^[\t\x20-\x7e]{0,4096}$/;

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isMap(value: unknown, fits: (name: string, value: string) => boolean): boolean {
  if (!isObject(value)) return false;
  const entries = Object.entries(value);
  return entries.length <= MOST_ENTRIES && entries.every(([name, one]) => typeof one === 'string' && fits(name, one));
}

const isHeaders = (value: unknown) =>
  isMap(
    value,
    (name, text) => HEADER_NAME.test(name) && HEADER_VALUE.test(text) && !FRAMING.includes(name.toLowerCase()),
  );
const hasEachOnce = (value: unknown) => {
  const names = Object.keys(value as object).map((name) => name.toLowerCase());
  return new Set(names).size === names.length;
};
const isQuery = (value: unknown) =>
  isMap(value, (name, text) => /^[\x21-\x7e]{1,100}$/.test(name) && text.length <= 1_000);
const isFieldList = (value: unknown) =>
  Array.isArray(value) &&
  value.length <= MOST_ENTRIES &&
  value.every((field) => MATCHES(/^[\w.-]{1,64}$/)(field) && isDroppable(field as string));

const RULES: Record<string, Rule> = {
  name: ['be 1 to 50 of a-z, 0-9, - and _', MATCHES(/^[a-z0-9][a-z0-9_-]{0,49}$/)],
  preset: ONE_OF(PRESET_NAMES),
  base_url: [
    'be an http or https URL without a user and password: a key is for api_key or headers',
    (value) => MATCHES(/^https?:\/\/[^\s/?#@]+(?:[/?][^\s#]*)?$/)(value) && isUrl(value),
  ],
  api_key: ['be one word', MATCHES(/^[\x21-\x7e]+$/)],
  model: ['be one word of at most 200 characters', MATCHES(/^[\x21-\x7e]{1,200}$/)],
  price_input: [PRICE_RULE, PRICE],
  price_cached_input: [PRICE_RULE, PRICE],
  price_output: [PRICE_RULE, PRICE],
  embedding_model: ['be one word of at most 200 characters', MATCHES(/^[\x21-\x7e]{1,200}$/)],
  price_embedding: [PRICE_RULE, PRICE],
  quality: ['be a whole number from 0 to 100', WHOLE(0, 100)],
  latency_ms: ['be a whole number from 1 to 600000', WHOLE(1, 600_000)],
  context_window: ['be a whole number from 256', WHOLE(256, 100_000_000)],
  weight: ['be a whole number from 0 to 1000', WHOLE(0, 1_000)],
  tokens_field: ONE_OF(TOKENS_FIELDS),
  stream_options: ONE_OF([true, false]),
  structured_output: ONE_OF(STRUCTURED_OUTPUTS),
  tool_call_id_length: ['be a whole number from 8 to 64', WHOLE(8, 64)],
  drop_fields: ['be a list of names of fields without which a request keeps its meaning', isFieldList],
  timeouts: ['be an object', isObject],
  headers: [
    `be an object of texts without line breaks, each name once, and without ${FRAMING.join(', ')}`,
    (value) => isHeaders(value) && hasEachOnce(value),
  ],
  query: ['be an object of texts', isQuery],
};

function isUrl(value: unknown): boolean {
  return URL.canParse(value as string);
}

/**
 * The entries of `LLM_PROVIDERS`. Names of properties may be in snake_case or in camelCase.
 * @throws Error whose message ends the sentence "LLM_PROVIDERS ...", and holds no value, as there may be keys among them
 */
export function readProviderEntries(value: unknown): ProviderSetting[] {
  if (!Array.isArray(value)) throw new Error('must be a JSON array of providers');
  const entries = value.map((entry, index) => readEntry(entry, `[${index}]`));
  if (new Set(entries.map(({ name }) => name)).size < entries.length) throw new Error('must name each provider once');
  return entries;
}

function readEntry(value: unknown, path: string): ProviderSetting {
  if (!isObject(value) || !('name' in value || 'preset' in value)) {
    throw new Error(`${path} must be an object with a name or a preset`);
  }
  const entry = readObject(value, RULES, path);
  const { timeouts } = entry;
  if (isObject(timeouts)) entry.timeouts = readObject(timeouts, TIMEOUTS, `${path}.timeouts`);
  return { name: entry.preset, ...entry } as unknown as ProviderSetting;
}

function readObject(value: object, rules: Record<string, Rule>, path: string): Record<string, unknown> {
  const seen = new Set<string>();
  const pairs = Object.entries(value).map(([given, one]) => {
    const key = given.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const rule = Object.hasOwn(rules, key) ? rules[key] : undefined;
    if (rule === undefined) throw new Error(`${path} must have no properties but ${Object.keys(rules).join(', ')}`);
    if (seen.has(key)) throw new Error(`${path} must give ${key} once, not under two names`);
    seen.add(key);
    const [text, fits] = rule;
    if (!fits(one)) throw new Error(`${path}.${key} must ${text}`);
    return [camelCase(key), one] as const;
  });
  return Object.fromEntries(pairs);
}
