import { type Price, toMicroUsd } from './answers/price.js';
import { DEFAULT_HABITS, type ProviderHabits, type ProviderTimeouts } from './provider-habits.js';
import type { ProviderProfile } from './provider-profile.js';

/** Defaults of a provider, whatever its model. */
export interface ProviderPreset {
  /** Of a hosted provider, or of a server on this machine. */
  readonly baseUrl?: string;
  /** Header of the API key where it is not a bearer token. */
  readonly keyHeader?: string;
  /** `undefined` where it is for the operator to say: it depends on the model and the day, and a wrong one is worse than none. */
  readonly price: Price | undefined;
  readonly quality: number;
  readonly latencyPriorMs: number;
  readonly contextWindow: number;
  readonly weight: number;
  readonly habits: ProviderHabits;
  readonly timeouts: ProviderTimeouts;
  /** The model that makes its embeddings. */
  readonly embeddingModel?: string;
}

/** What a preset says that differs from a server of which nothing is known. */
interface Differences extends Partial<Omit<ProviderPreset, 'habits'>> {
  readonly habits?: Partial<ProviderHabits>;
}

const NOTHING = toMicroUsd('0');
/** Of a server that its operator runs, unless a price is given: its tokens are not billed. */
const FREE: Price = { input: NOTHING, cachedInput: NOTHING, output: NOTHING };
const UNKNOWN: ProviderPreset = {
  price: FREE,
  ...{ quality: 50, latencyPriorMs: 1_000, contextWindow: 131_072, weight: 1 },
  habits: DEFAULT_HABITS,
  timeouts: {},
};

/** Of providers that bill each model at its own price. */
const BILLED = { price: undefined };

/** What other providers answer with, and clients send back. */
const THINKING = ['reasoning_content', 'reasoning', 'reasoning_details'];
/** For servers that load a model before they answer. */
const SLOW_START: ProviderTimeouts = { firstTokenMs: 60_000, idleMs: 30_000 };

/** Habits by name; docs/routing.md names the source of each. */
const DIFFERENCES = {
  openai: {
    ...BILLED,
    baseUrl: 'https://api.openai.com/v1',
    embeddingModel: 'text-embedding-3-small',
    habits: { tokensField: 'max_completion_tokens', dropFields: THINKING },
  },
  azure: { ...BILLED, keyHeader: 'api-key', habits: { tokensField: 'max_completion_tokens', dropFields: THINKING } },
  deepseek: {
    ...BILLED,
    baseUrl: 'https://api.deepseek.com',
    habits: { tokensField: 'max_tokens', structuredOutput: 'json_object' },
  },
  mistral: {
    ...BILLED,
    baseUrl: 'https://api.mistral.ai/v1',
    embeddingModel: 'mistral-embed',
    habits: {
      ...{ tokensField: 'max_tokens', streamOptions: false, toolCallIdLength: 9 },
      dropFields: [...THINKING, 'store', 'user', 'seed', 'logit_bias', 'service_tier', 'stream_options'],
    },
  },
  groq: {
    ...BILLED,
    baseUrl: 'https://api.groq.com/openai/v1',
    habits: {
      tokensField: 'max_completion_tokens',
      dropFields: [...THINKING, 'store', 'metadata', 'logit_bias', 'name'],
    },
  },
  openrouter: { ...BILLED, baseUrl: 'https://openrouter.ai/api/v1', habits: { tokensField: 'max_tokens' } },
  together: { ...BILLED, baseUrl: 'https://api.together.xyz/v1', habits: { tokensField: 'max_tokens' } },
  xai: {
    ...BILLED,
    baseUrl: 'https://api.x.ai/v1',
    habits: { tokensField: 'max_completion_tokens', dropFields: ['logit_bias', 'store', 'metadata'] },
  },
  gemini: {
    ...BILLED,
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    embeddingModel: 'gemini-embedding-001',
    habits: {
      tokensField: 'max_tokens',
      dropFields: [...THINKING, 'store', 'metadata', 'logit_bias', 'user', 'service_tier', 'parallel_tool_calls'],
    },
  },
  ollama: {
    baseUrl: 'http://127.0.0.1:11434/v1',
    habits: { tokensField: 'max_tokens' },
    timeouts: SLOW_START,
  },
  vllm: { baseUrl: 'http://127.0.0.1:8000/v1', habits: { tokensField: 'max_tokens' } },
  llamacpp: {
    baseUrl: 'http://127.0.0.1:8080/v1',
    habits: { tokensField: 'max_tokens' },
    timeouts: SLOW_START,
  },
  cerebras: {
    baseUrl: 'https://api.cerebras.ai/v1',
    // Its price list for gpt-oss-120b (cerebras.ai/pricing), as it was in 2026.
    price: { input: toMicroUsd('0.35'), cachedInput: toMicroUsd('0.35'), output: toMicroUsd('0.75') },
    ...{ quality: 90, latencyPriorMs: 945 },
    habits: { dropFields: ['reasoning_content', 'reasoning_details', 'store', 'metadata'] },
  },
  runpod: {
    // RunPod bills seconds of a GPU: an estimate for an endpoint under load, which docs/routing.md says to replace.
    price: { input: toMicroUsd('0.02'), cachedInput: toMicroUsd('0.02'), output: toMicroUsd('0.02') },
    ...{ quality: 70, latencyPriorMs: 1_200, weight: 4 },
  },
} satisfies Record<string, Differences>;

export type PresetName = keyof typeof DIFFERENCES;
export const PRESET_NAMES = Object.keys(DIFFERENCES) as PresetName[];

/** The preset of that name, or what is assumed of a server without one. */
export function presetOf(name: PresetName | undefined): ProviderPreset {
  if (name === undefined) return UNKNOWN;
  const differences: Differences = DIFFERENCES[name];
  return { ...UNKNOWN, ...differences, habits: { ...DEFAULT_HABITS, ...differences.habits } };
}

/** A provider without its model. */
export type ModellessProfile = Omit<ProviderProfile, 'model'>;

export const BUILT_IN_NAMES: readonly PresetName[] = ['runpod', 'cerebras'];

/** Providers with settings of their own, which a key alone connects: list prices and measured latencies of 2026. */
export const BUILT_IN_PROVIDERS: readonly ModellessProfile[] = BUILT_IN_NAMES.map((name) => ({
  name,
  isPriced: true,
  ...presetOf(name),
  price: presetOf(name).price ?? FREE,
}));
