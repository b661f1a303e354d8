import { Injectable } from '@nestjs/common';
import { LlmSettings } from '../llm.settings.js';
import { ShutdownState } from '../../lifecycle/shutdown-state.js';
import { type ChatAnswer, ChatModel, type ChatRequest } from '../chat-model.js';
import { LlmRouter } from './llm-router.service.js';

/** Has the router find somebody who answers. */
@Injectable()
export class RoutedChatModel extends ChatModel {
  constructor(
    private readonly router: LlmRouter,
    private readonly settings: LlmSettings,
    private readonly shutdown: ShutdownState,
  ) {
    super();
  }

  get isConfigured(): boolean {
    return this.router.isConfigured;
  }

  override async complete(request: ChatRequest): Promise<ChatAnswer> {
    const { workspace, operation, messages, maxTokens, responseSchema, deadlineAt } = request;
    const body = {
      messages,
      max_tokens: maxTokens,
      response_format: { type: 'json_schema', json_schema: { ...responseSchema, strict: true } },
    };
    const target = { strategy: request.strategy ?? this.settings.strategy };
    const order = { body, target, workspace, operation, deadlineAt, isCallersOwn: false };
    // What was begun is finished, whether its caller waits or not: the judgement is kept. Flaws are not repaired: whoever
    // asks knows better what was wrong, and asks again accordingly.
    const { answer, route, usage, costPicoUsd } = await this.shutdown.whileRunning((signal) =>
      this.router.complete({
        ...order,
        signal: request.signal ? AbortSignal.any([signal, request.signal]) : signal,
        repairs: false,
      }),
    );
    const { provider, model, attempts } = route;
    const { prompt: promptTokens, completion: completionTokens } = usage;
    return { text: answer.content, provider, model, promptTokens, completionTokens, costPicoUsd, attempts };
  }
}
