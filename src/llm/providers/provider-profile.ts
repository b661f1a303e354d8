import { type Price, toMicroUsd } from './price.js';

/** What is known of a provider before it is called. */
export interface ProviderProfile {
  /** Its name in requests, reports and the ledger. */
  readonly name: string;
  readonly model: string;
  readonly price: Price;
  /** The higher, the better its answers. */
  readonly quality: number;
  /** Time to the first token that is expected until it was measured, in ms. */
  readonly latencyPriorMs: number;
  /** Most tokens of prompt and answer together. */
  readonly contextWindow: number;
  /** Its share of the `balanced` strategy, relative to the others' weights. */
  readonly weight: number;
}

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
