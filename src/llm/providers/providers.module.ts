import { Module } from '@nestjs/common';
import { LlmSettings } from '../../config/llm.settings.js';
import { ProviderFleet } from '../router/provider-fleet.js';
import { configuredProviders } from './configured-providers.js';
import { ConfiguredPriceList } from './configured-price-list.js';
import { PriceList } from './price-list.js';

/** The configured providers, how each is doing, and what each asks for its tokens. */
@Module({
  providers: [
    {
      provide: ProviderFleet,
      inject: [LlmSettings],
      useFactory: (settings: LlmSettings) => new ProviderFleet(configuredProviders(settings), () => performance.now()),
    },
    {
      provide: PriceList,
      inject: [ProviderFleet],
      useFactory: (fleet: ProviderFleet) => {
        return new ConfiguredPriceList([...fleet.members.values()].map(({ provider }) => provider.profile));
      },
    },
  ],
  exports: [ProviderFleet, PriceList],
})
export class ProvidersModule {}
