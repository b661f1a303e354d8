import { ChatModel, type ChatAnswer, type ChatRequest } from './chat-model.js';
import { LlmNotConfiguredError } from './llm.errors.js';
import type { OpenAiCompatibleProvider } from './providers/openai-compatible.provider.js';

/** Asks the first configured provider, and no other. */
export class SingleProviderChatModel extends ChatModel {
  constructor(private readonly providers: OpenAiCompatibleProvider[]) {
    super();
  }

  get isConfigured(): boolean {
    return this.providers.length > 0;
  }

  async complete(request: ChatRequest): Promise<ChatAnswer> {
    const [provider] = this.providers;
    if (provider === undefined) throw new LlmNotConfiguredError();
    return provider.complete(request);
  }
}
