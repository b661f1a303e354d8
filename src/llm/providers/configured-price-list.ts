import { hash } from 'node:crypto';
import { PriceList } from './price-list.js';
import type { ProviderProfile } from './provider-profile.js';

const VERSION_LENGTH = 12;

/** The prices of the providers that are configured, named by what they are. */
export class ConfiguredPriceList extends PriceList {
  readonly version: string;

  constructor(readonly profiles: readonly ProviderProfile[]) {
    super();
    const lines = profiles.map(({ name, price }) => [name, ...Object.values(price).map(String)].join(' '));
    this.version = hash('sha256', lines.toSorted().join('\n')).slice(0, VERSION_LENGTH);
  }
}
