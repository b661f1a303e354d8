import { ConfigurationError } from '../../config/configuration.error.js';
import type { ProviderSetting } from '../llm-providers.setting.js';
import type { OutboundSettings } from '../../outbound/outbound.settings.js';
import type { LlmSettings } from '../llm.settings.js';
import type { LlmProvider } from './llm-provider.js';
import type { ProviderAddress } from './provider-address.js';
import type { ProviderEndpoint } from './provider-client.js';
import { isFree, type Price, toMicroUsd } from './answers/price.js';
import type { ProviderHabits } from './provider-habits.js';
import { BUILT_IN_NAMES, type PresetName, presetOf, type ProviderPreset } from './provider-presets.js';
import type { ProviderProfile } from './provider-profile.js';

/** For servers whose own default is a few words. */
const DEFAULT_MAX_TOKENS = 1_024;
const FREE: Price = { input: 0n, cachedInput: 0n, output: 0n };
const MANY_WINDOWS = Number.MAX_SAFE_INTEGER;

/** A provider that is to be connected. */
interface ProviderPlan {
  profile: ProviderProfile;
  address: ProviderAddress;
}

/**
 * The configured providers: built-in ones that have a key, and those that `LLM_PROVIDERS` adds.
 * @throws ConfigurationError for an added one without an address or a model
 */
export async function configuredProviders(settings: LlmSettings, outbound: OutboundSettings): Promise<LlmProvider[]> {
  const plans = plansOf(settings);
  if (plans.length === 0) return [];
  // The SDK takes time and 25 MB to load, so it is loaded only where there is a provider.
  const { LlmProvider } = await import('./llm-provider.js');
  return plans.map((plan) => new LlmProvider(plan.profile, endpointOf(plan, settings, outbound)));
}

/** Those of the configured providers that make embeddings, each with the model and the price of these. */
export async function embeddingsProviders(settings: LlmSettings, outbound: OutboundSettings): Promise<LlmProvider[]> {
  const plans = plansOf(settings).flatMap(({ profile, address }) => {
    const { embeddings } = profile;
    if (embeddings === undefined) return [];
    const input = embeddings.price ?? 0n;
    const price = { input, cachedInput: input, output: 0n };
    const isPriced = embeddings.price !== undefined;
    // Each input of many has the window to itself, and the provider knows how large it is.
    return [
      { profile: { ...profile, model: embeddings.model, price, isPriced, contextWindow: MANY_WINDOWS }, address },
    ];
  });
  if (plans.length === 0) return [];
  const { EmbeddingsProvider } = await import('./embeddings-provider.js');
  return plans.map(
    (plan) => new EmbeddingsProvider(plan.profile, endpointOf(plan, settings, outbound), settings.maxEmbeddingsBytes),
  );
}

/** Where a provider is, without a connection to it. */
export interface ConfiguredAddress {
  name: string;
  model: string;
  address: ProviderAddress;
}

/**
 * Where the configured providers are.
 * @throws ConfigurationError for an added one without an address or a model
 */
export function configuredAddresses(settings: LlmSettings): ConfiguredAddress[] {
  return plansOf(settings).map(({ profile: { name, model }, address }) => ({ name, model, address }));
}

/** @throws ConfigurationError */
function plansOf(settings: LlmSettings): ProviderPlan[] {
  const entries = new Map(settings.providers.map((entry) => [entry.name, entry]));
  const builtIn = builtInSettings(settings).map((one) => ({ ...one, ...entries.get(one.name) }));
  const connected = builtIn.filter(({ apiKey }) => apiKey !== undefined);
  const isAdded = ({ name, baseUrl }: ProviderSetting) =>
    // Prices of a built-in one may be set before its key is.
    !(baseUrl === undefined ? builtIn : connected).some((one) => one.name === name);
  return [...connected, ...settings.providers.filter(isAdded)].map(planOf);
}

function builtInSettings(settings: LlmSettings): ProviderSetting[] {
  const { runpodApiKey, runpodModel, cerebrasApiKey, cerebrasApiBase, cerebrasModel } = settings;
  return [
    { name: 'runpod', apiKey: runpodApiKey, baseUrl: runpodBaseUrl(settings), model: runpodModel },
    { name: 'cerebras', apiKey: cerebrasApiKey, baseUrl: cerebrasApiBase, model: cerebrasModel },
  ];
}

function planOf(entry: ProviderSetting): ProviderPlan {
  const preset = presetOf(entry.preset ?? builtInNameOf(entry));
  const { baseUrl = preset.baseUrl, apiKey, model, headers, query } = entry;
  if (baseUrl === undefined || model === undefined) {
    throw new ConfigurationError([`LLM_PROVIDERS must give the provider ${entry.name} a base_url and a model`]);
  }
  const profile = {
    name: entry.name,
    model,
    price: priceOf(preset.price ?? FREE, entry),
    isPriced: preset.price !== undefined || entry.priceInput !== undefined || entry.priceOutput !== undefined,
    quality: entry.quality ?? preset.quality,
    latencyPriorMs: entry.latencyMs ?? preset.latencyPriorMs,
    contextWindow: entry.contextWindow ?? preset.contextWindow,
    weight: entry.weight ?? preset.weight,
    habits: habitsOf(preset.habits, entry),
    timeouts: { ...preset.timeouts, ...entry.timeouts },
    embeddings: embeddingsOf(preset, entry),
  };
  return { profile, address: { baseUrl, apiKey, keyHeader: preset.keyHeader, headers, query } };
}

/** A built-in provider has the habits of its name. */
function builtInNameOf({ name }: ProviderSetting): PresetName | undefined {
  return BUILT_IN_NAMES.find((one) => one === name);
}

function habitsOf(preset: ProviderHabits, entry: ProviderSetting): ProviderHabits {
  return {
    tokensField: entry.tokensField ?? preset.tokensField,
    streamOptions: entry.streamOptions ?? preset.streamOptions,
    structuredOutput: entry.structuredOutput ?? preset.structuredOutput,
    dropFields: entry.dropFields ?? preset.dropFields,
    toolCallIdLength: entry.toolCallIdLength ?? preset.toolCallIdLength,
  };
}

function embeddingsOf(preset: ProviderPreset, entry: ProviderSetting): ProviderProfile['embeddings'] {
  const { embeddingModel: model = preset.embeddingModel, priceEmbedding } = entry;
  if (model === undefined) return undefined;
  // What bills its tokens has a price for these as well, if not the same.
  const known = preset.price !== undefined && isFree(preset.price) ? 0n : undefined;
  return { model, price: priceEmbedding === undefined ? known : toMicroUsd(priceEmbedding) };
}

/** Cached tokens cost the same as others by default. */
function priceOf(preset: Price, { priceInput, priceCachedInput, priceOutput }: ProviderSetting): Price {
  const cached = priceCachedInput ?? priceInput;
  return {
    input: priceInput === undefined ? preset.input : toMicroUsd(priceInput),
    cachedInput: cached === undefined ? preset.cachedInput : toMicroUsd(cached),
    output: priceOutput === undefined ? preset.output : toMicroUsd(priceOutput),
  };
}

function endpointOf(
  { profile, address }: ProviderPlan,
  settings: LlmSettings,
  outbound: OutboundSettings,
): ProviderEndpoint {
  const { connectTimeoutMs, connections, connectionWaitMs, learnedMs, propagatesTrace } = settings;
  const timeoutMs = profile.timeouts.connectMs ?? connectTimeoutMs;
  const limits = { connections, connectionWaitMs, learnedMs, defaultMaxTokens: DEFAULT_MAX_TOKENS };
  const shared = { outbound, propagatesTrace, ...limits };
  return { ...address, ...shared, connectTimeoutMs: timeoutMs };
}

/** `undefined` where the address lacks its endpoint id. */
function runpodBaseUrl({ runpodApiBase, runpodEndpointId }: LlmSettings): string | undefined {
  if (!runpodApiBase.endsWith('/v2')) return runpodApiBase;
  return runpodEndpointId === undefined ? undefined : `${runpodApiBase}/${runpodEndpointId}/openai/v1`;
}
