import type { Price } from './answers/price.js';
import type { ProviderHabits, ProviderTimeouts } from './provider-habits.js';

/** What is known of a provider before it is called. */
export interface ProviderProfile {
  /** Its name in requests, reports and the ledger. */
  readonly name: string;
  readonly model: string;
  readonly price: Price;
  /** Whether the price is known; it is 0 where it is not. Keys with a budget may not use what has no price. */
  readonly isPriced: boolean;
  /** The higher, the better its answers. */
  readonly quality: number;
  /** Time to the first token that is expected until it was measured, in ms. */
  readonly latencyPriorMs: number;
  /** Most tokens of prompt and answer together; a first guess, until the provider names its own. */
  readonly contextWindow: number;
  /** Its share of the `balanced` strategy, relative to the others' weights. */
  readonly weight: number;
  readonly habits: ProviderHabits;
  readonly timeouts: ProviderTimeouts;
  /** The model that makes its embeddings, if it has one, and what the tokens of an input cost, where that is known. */
  readonly embeddings?: { readonly model: string; readonly price: bigint | undefined } | undefined;
}
