import { camelCase } from '../validation/wire.js';

/** What `LLM_PROVIDERS` says of one provider. What it leaves out is as the preset of that name has it, or a default. */
export interface ProviderSetting {
  name: string;
  baseUrl?: string;
  apiKey?: string;
  model?: string;
  /** Decimal USD per million tokens. */
  priceInput?: string;
  priceCachedInput?: string;
  priceOutput?: string;
  quality?: number;
  latencyMs?: number;
  contextWindow?: number;
  weight?: number;
}

/** What a value must be, which ends the sentence "... must", and whether one is. */
type Rule = readonly [rule: string, fits: (value: unknown) => boolean];

const MATCHES = (form: RegExp) => (value: unknown) => typeof value === 'string' && form.test(value);
const WHOLE = (min: number, max: number) => (value: unknown) =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;
const PRICE = MATCHES(/^\d{1,9}(\.\d{1,6})?$/);
const PRICE_RULE = 'be USD per million tokens as a text such as "0.02", with at most six decimals';

const RULES: Record<string, Rule> = {
  name: ['be 1 to 50 of a-z, 0-9, - and _', MATCHES(/^[a-z0-9][a-z0-9_-]{0,49}$/)],
  base_url: ['be an http or https URL', MATCHES(/^https?:\/\/[^\s/?#]+[^\s?#]*$/)],
  api_key: ['be one word', MATCHES(/^[\x21-\x7e]+$/)],
  model: ['be one word of at most 200 characters', MATCHES(/^[\x21-\x7e]{1,200}$/)],
  price_input: [PRICE_RULE, PRICE],
  price_cached_input: [PRICE_RULE, PRICE],
  price_output: [PRICE_RULE, PRICE],
  quality: ['be a whole number from 0 to 100', WHOLE(0, 100)],
  latency_ms: ['be a whole number from 1 to 600000', WHOLE(1, 600_000)],
  context_window: ['be a whole number from 256', WHOLE(256, 100_000_000)],
  weight: ['be a whole number from 0 to 1000', WHOLE(0, 1_000)],
};

/**
 * The entries of `LLM_PROVIDERS`.
 * @throws Error whose message ends the sentence "LLM_PROVIDERS ...", and holds no value, as there may be keys among them
 */
export function readProviderEntries(value: unknown): ProviderSetting[] {
  if (!Array.isArray(value)) throw new Error('must be a JSON array of providers');
  const entries = value.map((entry, index) => readEntry(entry, `[${index}]`));
  if (new Set(entries.map(({ name }) => name)).size < entries.length) throw new Error('must name each provider once');
  return entries;
}

function readEntry(value: unknown, path: string): ProviderSetting {
  if (typeof value !== 'object' || value === null || !('name' in value)) {
    throw new Error(`${path} must be an object with a name`);
  }
  const pairs = Object.entries(value).map(([key, one]) => {
    const rule = Object.hasOwn(RULES, key) ? RULES[key] : undefined;
    if (rule === undefined) throw new Error(`${path} must have no properties but ${Object.keys(RULES).join(', ')}`);
    const [text, fits] = rule;
    if (!fits(one)) throw new Error(`${path}.${key} must ${text}`);
    return [camelCase(key), one] as const;
  });
  return Object.fromEntries(pairs) as unknown as ProviderSetting;
}
