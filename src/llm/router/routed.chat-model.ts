import { Injectable } from '@nestjs/common';
import { LlmSettings } from '../../config/llm.settings.js';
import { type ChatAnswer, ChatModel, type ChatRequest } from '../chat-model.js';
import { LlmRouter } from './llm-router.service.js';

/** Has the router find somebody who answers. */
@Injectable()
export class RoutedChatModel extends ChatModel {
  constructor(
    private readonly router: LlmRouter,
    private readonly settings: LlmSettings,
  ) {
    super();
  }

  get isConfigured(): boolean {
    return this.router.isConfigured;
  }

  override async complete(request: ChatRequest): Promise<ChatAnswer> {
    const { workspace, requestId, operation, messages, maxTokens, responseSchema, deadlineAt } = request;
    const { answer, route, usage, costPicoUsd } = await this.router.complete({
      body: {
        messages,
        max_tokens: maxTokens,
        response_format: { type: 'json_schema', json_schema: { ...responseSchema, strict: true } },
      },
      target: { strategy: request.strategy ?? this.settings.strategy },
      workspace,
      requestId,
      operation,
      deadlineAt,
      signal: request.signal ?? new AbortController().signal,
      isCallersOwn: false,
      // Whoever asks knows better what was wrong, and asks again accordingly.
      repairs: false,
    });
    const { provider, model, attempts } = route;
    const { prompt: promptTokens, completion: completionTokens } = usage;
    return { text: answer.content, provider, model, promptTokens, completionTokens, costPicoUsd, attempts };
  }
}
