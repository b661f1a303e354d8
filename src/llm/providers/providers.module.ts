import { Module } from '@nestjs/common';
import { LlmSettings } from '../llm.settings.js';
import { ProviderRegistry } from '../router/provider-registry.js';
import { configuredProviders } from './configured-providers.js';
import { ConfiguredPriceList } from './configured-price-list.js';
import { PriceList } from './price-list.js';

/** The configured providers, how each is doing, and what each asks for its tokens. */
@Module({
  providers: [
    {
      provide: ProviderRegistry,
      inject: [LlmSettings],
      useFactory: (settings: LlmSettings) =>
        new ProviderRegistry(configuredProviders(settings), () => performance.now()),
    },
    {
      provide: PriceList,
      inject: [ProviderRegistry],
      useFactory: (registry: ProviderRegistry) => {
        return new ConfiguredPriceList([...registry.entries.values()].map(({ provider }) => provider.profile));
      },
    },
  ],
  exports: [ProviderRegistry, PriceList],
})
export class ProvidersModule {}
