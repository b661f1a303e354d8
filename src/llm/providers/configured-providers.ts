import { ConfigurationError } from '../../config/configuration.error.js';
import type { ProviderSetting } from '../llm-providers.setting.js';
import type { OutboundSettings } from '../../outbound/outbound.settings.js';
import type { LlmSettings } from '../llm.settings.js';
import type { LlmProvider } from './llm-provider.js';
import type { ProviderAddress } from './provider-client.js';
import { type Price, toMicroUsd } from './price.js';
import type { ProviderHabits } from './provider-habits.js';
import { BUILT_IN_NAMES, type PresetName, presetOf } from './provider-presets.js';
import type { ProviderProfile } from './provider-profile.js';

/** For servers whose own default is a few words. */
const DEFAULT_MAX_TOKENS = 1_024;

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
  const entries = new Map(settings.providers.map((entry) => [entry.name, entry]));
  const builtIn = builtInSettings(settings).map((one) => ({ ...one, ...entries.get(one.name) }));
  const connected = builtIn.filter(({ apiKey }) => apiKey !== undefined);
  const isAdded = ({ name, baseUrl }: ProviderSetting) =>
    // Prices of a built-in one may be set before its key is.
    !(baseUrl === undefined ? builtIn : connected).some((one) => one.name === name);
  return connect([...connected, ...settings.providers.filter(isAdded)].map(planOf), settings, outbound);
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
    price: priceOf(preset.price, entry),
    quality: entry.quality ?? preset.quality,
    latencyPriorMs: entry.latencyMs ?? preset.latencyPriorMs,
    contextWindow: entry.contextWindow ?? preset.contextWindow,
    weight: entry.weight ?? preset.weight,
    habits: habitsOf(preset.habits, entry),
    timeouts: { ...preset.timeouts, ...entry.timeouts },
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
  };
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
  settings: LlmSettings,
  outbound: OutboundSettings,
): Promise<LlmProvider[]> {
  if (plans.length === 0) return [];
  const { LlmProvider } = await import('./llm-provider.js');
  const { connectTimeoutMs, connections, connectionWaitMs, learnedMs } = settings;
  const shared = { outbound, connections, connectionWaitMs, learnedMs, defaultMaxTokens: DEFAULT_MAX_TOKENS };
  return plans.map(({ profile, address }) => {
    const timeoutMs = profile.timeouts.connectMs ?? connectTimeoutMs;
    return new LlmProvider(profile, { ...address, ...shared, connectTimeoutMs: timeoutMs });
  });
}

/** `undefined` where the address lacks its endpoint id. */
function runpodBaseUrl({ runpodApiBase, runpodEndpointId }: LlmSettings): string | undefined {
  if (!runpodApiBase.endsWith('/v2')) return runpodApiBase;
  return runpodEndpointId === undefined ? undefined : `${runpodApiBase}/${runpodEndpointId}/openai/v1`;
}
