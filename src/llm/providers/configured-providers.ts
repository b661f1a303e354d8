import { ConfigurationError } from '../../config/configuration.error.js';
import type { ProviderSetting } from '../llm-providers.setting.js';
import type { LlmSettings } from '../llm.settings.js';
import type { LlmProvider } from './llm-provider.js';
import { type Price, toMicroUsd } from './price.js';
import { PRESET_PROVIDERS, type ProviderPreset, type ProviderProfile } from './provider-profile.js';

/** For servers whose own default is a few words. */
const DEFAULT_MAX_TOKENS = 1_024;

/** Defaults for a provider that `LLM_PROVIDERS` adds. */
const UNKNOWN = {
  price: { input: 0n, cachedInput: 0n, output: 0n },
  ...{ quality: 50, latencyPriorMs: 1_000, contextWindow: 131_072, weight: 1 },
};

/** A provider that is to be connected. */
interface ProviderPlan {
  profile: ProviderProfile;
  baseUrl: string;
  apiKey?: string | undefined;
}

/**
 * The configured providers: presets that have a key, and those that `LLM_PROVIDERS` adds.
 * @throws ConfigurationError for an added one without an address or a model
 */
export async function configuredProviders(settings: LlmSettings): Promise<LlmProvider[]> {
  const own = presetSettings(settings);
  const presets = PRESET_PROVIDERS.filter(({ name }) => own[name]?.apiKey !== undefined);
  const isAdded = ({ name, baseUrl }: ProviderSetting) =>
    // Prices of a preset may be set before its key is.
    !(baseUrl === undefined ? PRESET_PROVIDERS : presets).some((preset) => preset.name === name);
  const plans = presets.map((preset) => {
    const changes = settings.providers.find(({ name }) => name === preset.name);
    return planOf(preset, { ...own[preset.name], ...changes, name: preset.name });
  });
  const added = settings.providers.filter(isAdded).map((entry) => planOf({ ...UNKNOWN, name: entry.name }, entry));
  return connect([...plans, ...added], settings);
}

function presetSettings(settings: LlmSettings): Record<string, Omit<ProviderSetting, 'name'>> {
  const { runpodApiKey, runpodModel, cerebrasApiKey, cerebrasApiBase, cerebrasModel } = settings;
  return {
    runpod: { apiKey: runpodApiKey, baseUrl: runpodBaseUrl(settings), model: runpodModel },
    cerebras: { apiKey: cerebrasApiKey, baseUrl: cerebrasApiBase, model: cerebrasModel },
  };
}

function planOf(preset: ProviderPreset, entry: ProviderSetting): ProviderPlan {
  const { baseUrl, apiKey, model } = entry;
  if (baseUrl === undefined || model === undefined) {
    throw new ConfigurationError([`LLM_PROVIDERS must give the provider ${entry.name} a base_url and a model`]);
  }
  const profile = {
    name: entry.name,
    model,
    price: priceOf(preset.price, entry),
    quality: entry.quality ?? preset.quality,
    latencyPriorMs: entry.latencyMs ?? preset.latencyPriorMs,
    contextWindow: entry.contextWindow ?? preset.contextWindow,
    weight: entry.weight ?? preset.weight,
  };
  return { profile, baseUrl, apiKey };
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

/** The SDK takes time and 25 MB to load, so it is loaded only where there is a provider. */
async function connect(
  plans: readonly ProviderPlan[],
  { connectTimeoutMs, connections, connectionWaitMs }: LlmSettings,
): Promise<LlmProvider[]> {
  if (plans.length === 0) return [];
  const { LlmProvider } = await import('./llm-provider.js');
  const shared = { connectTimeoutMs, connections, connectionWaitMs, defaultMaxTokens: DEFAULT_MAX_TOKENS };
  return plans.map(({ profile, baseUrl, apiKey }) => new LlmProvider(profile, { baseUrl, apiKey, ...shared }));
}

/** The settings require an endpoint id where the address needs one. */
function runpodBaseUrl({ runpodApiBase, runpodEndpointId }: LlmSettings): string {
  return runpodApiBase.endsWith('/v2') ? `${runpodApiBase}/${runpodEndpointId ?? ''}/openai/v1` : runpodApiBase;
}
