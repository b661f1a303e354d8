import { toMicroUsd } from './price.js';
import type { ProviderProfile } from './provider-profile.js';

/** Defaults of a provider, whatever its model. */
export type ProviderPreset = Omit<ProviderProfile, 'model'>;

/** Providers with built-in defaults: list prices and measured latencies of 2026. */
export const PRESET_PROVIDERS: readonly ProviderPreset[] = [
  {
    name: 'runpod',
    price: { input: toMicroUsd('0.02'), cachedInput: toMicroUsd('0.02'), output: toMicroUsd('0.02') },
    ...{ quality: 70, latencyPriorMs: 1_200, contextWindow: 131_072, weight: 4 },
  },
  {
    name: 'cerebras',
    price: { input: toMicroUsd('0.35'), cachedInput: toMicroUsd('0.35'), output: toMicroUsd('0.75') },
    ...{ quality: 90, latencyPriorMs: 945, contextWindow: 131_072, weight: 1 },
  },
];
