import { Module } from '@nestjs/common';
import { OutboundSettings } from '../outbound/outbound.settings.js';
import { ThreadsModule } from '../threads/threads.module.js';
import { ApplyingBudgets } from './budgets/applying-budgets.service.js';
import { BudgetAccounts } from './budgets/budget-accounts.service.js';
import { BudgetAnnouncer } from './budgets/budget-announcer.service.js';
import { BudgetLeasesRepository } from './budgets/budget-leases.repository.js';
import { BudgetLeaseRenewal } from './budgets/budget-lease-renewal.js';
import { BudgetReservations } from './budgets/budget-reservations.service.js';
import { BudgetsController } from './budgets/budgets.controller.js';
import { BudgetsRepository } from './budgets/budgets.repository.js';
import { BudgetsService } from './budgets/budgets.service.js';
import { LedgerQueue } from './ledger/ledger-queue.service.js';
import { LedgerRetention } from './ledger/ledger-retention.js';
import { LedgerRepository } from './ledger/ledger.repository.js';
import { LlmSettings } from './llm.settings.js';
import { ChatCompletionsController } from './openai-api/chat-completions.controller.js';
import { ChatCompletionsService } from './openai-api/chat-completions.service.js';
import { EmbeddingNames } from './openai-api/embedding-names.js';
import { EmbeddingsController } from './openai-api/embeddings.controller.js';
import { EmbeddingsService } from './openai-api/embeddings.service.js';
import { ModelNames } from './openai-api/model-names.js';
import { ModelsController } from './openai-api/models.controller.js';
import { ModelsService } from './openai-api/models.service.js';
import { configuredProviders, embeddingsProviders } from './providers/configured-providers.js';
import { AttemptResources } from './router/attempt-resources.service.js';
import { EmbeddingsRegistry, EmbeddingsRouter } from './router/embeddings-router.service.js';
import { LlmRouter } from './router/llm-router.service.js';
import { ProviderRegistry } from './router/provider-registry.js';
import { ProvidersController } from './router/providers.controller.js';
import { TagsStep } from './tags/tags.step.js';
import { LlmThreads } from './threads/llm-threads.service.js';
import { CostSimulationService } from './usage/cost-simulation.service.js';
import { UsageController } from './usage/usage.controller.js';
import { CascadeUsageRepository } from './usage/cascade-usage.repository.js';
import { UsageRepository } from './usage/usage.repository.js';
import { UsageService } from './usage/usage.service.js';

/** Language models: providers, the router in front of them, the ledger of attempts, and reports on usage and costs. */
@Module({
  imports: [ThreadsModule],
  controllers: [
    ChatCompletionsController,
    EmbeddingsController,
    ModelsController,
    ProvidersController,
    UsageController,
    BudgetsController,
  ],
  providers: [
    {
      provide: ProviderRegistry,
      inject: [LlmSettings, OutboundSettings],
      useFactory: async (settings: LlmSettings, outbound: OutboundSettings) =>
        new ProviderRegistry(await configuredProviders(settings, outbound), () => performance.now(), settings),
    },
    {
      provide: ModelNames,
      inject: [ProviderRegistry, LlmSettings, EmbeddingsRegistry],
      useFactory: ({ profiles }: ProviderRegistry, { modelAliases }: LlmSettings, embeddings: EmbeddingsRegistry) =>
        new ModelNames(profiles, modelAliases, new Set(embeddings.profiles.map(({ model }) => model))),
    },
    {
      provide: EmbeddingsRegistry,
      inject: [LlmSettings, OutboundSettings],
      useFactory: async (settings: LlmSettings, outbound: OutboundSettings) =>
        new EmbeddingsRegistry(await embeddingsProviders(settings, outbound), () => performance.now(), settings),
    },
    {
      provide: EmbeddingNames,
      inject: [EmbeddingsRegistry, LlmSettings],
      useFactory: ({ profiles }: EmbeddingsRegistry, { modelAliases }: LlmSettings) =>
        new EmbeddingNames(profiles, modelAliases),
    },
    AttemptResources,
    EmbeddingsRouter,
    EmbeddingsService,
    ModelsService,
    LlmThreads,
    LlmRouter,
    ChatCompletionsService,
    TagsStep,
    BudgetsRepository,
    BudgetLeasesRepository,
    BudgetAnnouncer,
    BudgetAccounts,
    BudgetLeaseRenewal,
    BudgetReservations,
    ApplyingBudgets,
    BudgetsService,
    LedgerRepository,
    LedgerRetention,
    LedgerQueue,
    UsageRepository,
    CascadeUsageRepository,
    UsageService,
    CostSimulationService,
  ],
  exports: [TagsStep, LlmRouter, ProviderRegistry, LedgerQueue, UsageService, CostSimulationService],
})
export class LlmModule {}
