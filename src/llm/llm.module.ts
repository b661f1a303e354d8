import { Module } from '@nestjs/common';
import { ShutdownModule } from '../lifecycle/shutdown.module.js';
import { ChatModel } from './chat-model.js';
import { ChatCompletionsController } from './openai-api/chat-completions.controller.js';
import { ChatCompletionsService } from './openai-api/chat-completions.service.js';
import { ModelsController } from './openai-api/models.controller.js';
import { ProvidersService } from './openai-api/providers.service.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { ProvidersModule } from './providers/providers.module.js';
import { LlmRouter } from './router/llm-router.service.js';
import { RoutedChatModel } from './router/routed.chat-model.js';

/** The language models: who they are, who is asked, and what it cost. */
@Module({
  imports: [ProvidersModule, LedgerModule, ShutdownModule],
  controllers: [ChatCompletionsController, ModelsController],
  providers: [ChatCompletionsService, ProvidersService, LlmRouter, { provide: ChatModel, useClass: RoutedChatModel }],
  exports: [ChatModel, LlmRouter, ProvidersService, LedgerModule],
})
export class LlmModule {}
