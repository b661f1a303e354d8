import type { ProviderProfile } from './provider-profile.js';

/** What the configured providers ask for their tokens; its own class is its injection token. */
export abstract class PriceList {
  abstract readonly profiles: readonly ProviderProfile[];
  /** Names this very set of prices, so that a row of the ledger tells which it was made with. */
  abstract readonly version: string;
}
