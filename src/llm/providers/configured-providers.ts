import { ConfigurationError } from '../../config/configuration.error.js';
import type { ProviderSetting } from '../llm-providers.setting.js';
import type { LlmSettings } from '../llm.settings.js';
import type { LlmProvider } from './llm-provider.js';
import { OpenAiCompatibleProvider } from './openai-compatible.provider.js';
import { PRESET_PROVIDERS, type ProviderPreset } from './preset-providers.js';
import { type Price, toMicroUsd } from './price.js';
import type { ProviderProfile } from './provider-profile.js';

/** Connections to one provider; each carries one call at a time. */
const CONNECTIONS = 1_024;
/** For servers whose own default is a few words. */
const DEFAULT_MAX_TOKENS = 1_024;

/** What a provider of one's own is taken for where `LLM_PROVIDERS` does not say. */
const UNKNOWN = {
  price: { input: 0n, cachedInput: 0n, output: 0n },
  ...{ quality: 50, latencyPriorMs: 1_000, contextWindow: 131_072, weight: 1 },
};

/** What a key makes of a preset. */
interface Account {
  apiKey: string | undefined;
  baseUrl: string;
  model: string;
}

/**
 * The providers that are configured: those that have a key, and those that `LLM_PROVIDERS` adds.
 * @throws ConfigurationError for an added one without an address or a model
 */
export function configuredProviders(settings: LlmSettings): LlmProvider[] {
  const entries = new Map(settings.providers.map((entry) => [entry.name, entry]));
  const accounts = accountsOf(settings);
  const known = PRESET_PROVIDERS.flatMap((preset) => {
    const account = accounts[preset.name];
    if (account?.apiKey === undefined) return [];
    const changed = { ...account, ...entries.get(preset.name) };
    return [connect(profileOf(preset, changed), changed, settings)];
  });
  const names = new Set(known.map(({ profile }) => profile.name));
  const added = settings.providers.filter((entry) => !names.has(entry.name) && !isPresetWithoutKey(entry));
  return [...known, ...added.map((entry) => add(entry, settings))];
}

function accountsOf(settings: LlmSettings): Record<string, Account> {
  const { runpodApiKey, runpodModel, cerebrasApiKey, cerebrasApiBase, cerebrasModel } = settings;
  return {
    runpod: { apiKey: runpodApiKey, baseUrl: runpodBaseUrl(settings), model: runpodModel },
    cerebras: { apiKey: cerebrasApiKey, baseUrl: cerebrasApiBase, model: cerebrasModel },
  };
}

function add(entry: ProviderSetting, settings: LlmSettings): LlmProvider {
  const { name, baseUrl, model } = entry;
  if (baseUrl === undefined || model === undefined) {
    throw new ConfigurationError([`LLM_PROVIDERS must give the provider ${name} a base_url and a model`]);
  }
  return connect(profileOf({ ...UNKNOWN, name }, { ...entry, model }), { ...entry, baseUrl }, settings);
}

/** Prices of a preset may stand in the settings before its key does. */
function isPresetWithoutKey({ name, baseUrl }: ProviderSetting): boolean {
  return baseUrl === undefined && PRESET_PROVIDERS.some((preset) => preset.name === name);
}

function profileOf(preset: ProviderPreset, entry: Partial<ProviderSetting> & { model: string }): ProviderProfile {
  return {
    name: preset.name,
    model: entry.model,
    price: priceOf(preset.price, entry),
    quality: entry.quality ?? preset.quality,
    latencyPriorMs: entry.latencyMs ?? preset.latencyPriorMs,
    contextWindow: entry.contextWindow ?? preset.contextWindow,
    weight: entry.weight ?? preset.weight,
  };
}

/** Cached tokens cost what others do, unless somebody says otherwise. */
function priceOf(preset: Price, { priceInput, priceCachedInput, priceOutput }: Partial<ProviderSetting>): Price {
  const cached = priceCachedInput ?? priceInput;
  return {
    input: priceInput === undefined ? preset.input : toMicroUsd(priceInput),
    cachedInput: cached === undefined ? preset.cachedInput : toMicroUsd(cached),
    output: priceOutput === undefined ? preset.output : toMicroUsd(priceOutput),
  };
}

function connect(
  profile: ProviderProfile,
  { baseUrl, apiKey }: { baseUrl: string; apiKey?: string | undefined },
  { connectTimeoutMs }: LlmSettings,
): LlmProvider {
  const endpoint = {
    baseUrl,
    apiKey,
    connectTimeoutMs,
    connections: CONNECTIONS,
    defaultMaxTokens: DEFAULT_MAX_TOKENS,
  };
  return new OpenAiCompatibleProvider(profile, endpoint);
}

/** The settings see to it that there is an endpoint where the address wants one. */
function runpodBaseUrl({ runpodApiBase, runpodEndpointId }: LlmSettings): string {
  return runpodApiBase.endsWith('/v2') ? `${runpodApiBase}/${runpodEndpointId ?? ''}/openai/v1` : runpodApiBase;
}
