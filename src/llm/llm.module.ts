import { Module } from '@nestjs/common';
import { LlmSettings } from '../config/llm.settings.js';
import { ChatModel } from './chat-model.js';
import { configuredProviders } from './providers/configured-providers.js';
import { SingleProviderChatModel } from './single-provider.chat-model.js';

/** The language models. */
@Module({
  providers: [
    {
      provide: ChatModel,
      inject: [LlmSettings],
      useFactory: (settings: LlmSettings) => new SingleProviderChatModel(configuredProviders(settings)),
    },
  ],
  exports: [ChatModel],
})
export class LlmModule {}
