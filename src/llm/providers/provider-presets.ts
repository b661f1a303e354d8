import { type Price, toMicroUsd } from './answers/price.js';
import { DEFAULT_HABITS, type ProviderHabits, type ProviderTimeouts } from './provider-habits.js';
import type { ProviderProfile } from './provider-profile.js';

/** Defaults of a provider, whatever its model. */
export interface ProviderPreset {
  /** Of a hosted provider, or of a server on this machine. */
  readonly baseUrl?: string;
  /** Header of the API key where it is not a bearer token. */
  readonly keyHeader?: string;
  readonly price: Price;
  readonly quality: number;
  readonly latencyPriorMs: number;
  readonly contextWindow: number;
  readonly weight: number;
  readonly habits: ProviderHabits;
  readonly timeouts: ProviderTimeouts;
  readonly embeddings?: ProviderProfile['embeddings'];
}

/** What a preset says that differs from a server of which nothing is known. */
interface Differences extends Partial<Omit<ProviderPreset, 'habits'>> {
  readonly habits?: Partial<ProviderHabits>;
}

const FREE = toMicroUsd('0');
const UNKNOWN: ProviderPreset = {
  price: { input: FREE, cachedInput: FREE, output: FREE },
  ...{ quality: 50, latencyPriorMs: 1_000, contextWindow: 131_072, weight: 1 },
  habits: DEFAULT_HABITS,
  timeouts: {},
};

/** What other providers answer with, and clients send back. */
const THINKING = ['reasoning_content', 'reasoning', 'reasoning_details'];
/** For servers that load a model before they answer. */
const SLOW_START: ProviderTimeouts = { firstTokenMs: 60_000, idleMs: 30_000 };

/** Habits by name; docs/routing.md names the source of each. */
const DIFFERENCES = {
  openai: {
    baseUrl: 'https://api.openai.com/v1',
    embeddings: { model: 'text-embedding-3-small', price: toMicroUsd('0.02') },
    habits: { tokensField: 'max_completion_tokens', dropFields: THINKING },
  },
  azure: { keyHeader: 'api-key', habits: { tokensField: 'max_completion_tokens', dropFields: THINKING } },
  deepseek: {
    baseUrl: 'https://api.deepseek.com',
    habits: { tokensField: 'max_tokens', structuredOutput: 'json_object' },
  },
  mistral: {
    baseUrl: 'https://api.mistral.ai/v1',
    embeddings: { model: 'mistral-embed', price: toMicroUsd('0.10') },
    habits: {
      ...{ tokensField: 'max_tokens', streamOptions: false },
      dropFields: [...THINKING, 'store', 'user', 'seed', 'logit_bias', 'service_tier', 'stream_options'],
    },
  },
  groq: {
    baseUrl: 'https://api.groq.com/openai/v1',
    habits: {
      tokensField: 'max_completion_tokens',
      dropFields: [...THINKING, 'store', 'metadata', 'logit_bias', 'name'],
    },
  },
  openrouter: { baseUrl: 'https://openrouter.ai/api/v1', habits: { tokensField: 'max_tokens' } },
  together: { baseUrl: 'https://api.together.xyz/v1', habits: { tokensField: 'max_tokens' } },
  xai: {
    baseUrl: 'https://api.x.ai/v1',
    habits: { tokensField: 'max_completion_tokens', dropFields: ['logit_bias', 'store', 'metadata'] },
  },
  gemini: {
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    embeddings: { model: 'gemini-embedding-001', price: toMicroUsd('0.15') },
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
    price: { input: toMicroUsd('0.35'), cachedInput: toMicroUsd('0.35'), output: toMicroUsd('0.75') },
    ...{ quality: 90, latencyPriorMs: 945 },
    habits: { dropFields: ['reasoning_content', 'reasoning_details', 'store', 'metadata'] },
  },
  runpod: {
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
  ...presetOf(name),
}));
