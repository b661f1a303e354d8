import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { LlmSettings } from '../llm.settings.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { toOpenAiError } from '../../errors/openai-error.js';
import { currentRequestId } from '../../telemetry/request-context.js';
import type { ChatBody } from '../providers/llm-provider.js';
import { fromPicoUsd } from '../providers/price.js';
import { brokenOff } from '../router/broken-stream.js';
import { LlmRouter, type RoutedStream } from '../router/llm-router.service.js';
import { ProviderRegistry } from '../router/provider-registry.js';
import type { Route, RoutedRequest } from '../router/routed-request.js';
import { readTarget } from './target.js';

/** Who asks, and what for. */
export interface ChatCall {
  body: ChatBody;
  workspace: WorkspaceId;
  /** Aborted when the caller is gone. */
  signal: AbortSignal;
  /** Whether a stream is to be held back until it is whole. */
  isHeldBack: boolean;
}

/** What goes out: a JSON text, or a stream of events. */
export interface ChatReply {
  headers: Record<string, string>;
  body: string | Readable;
}

/** OpenAI's chat completions, answered by whichever provider the router finds. */
@Injectable()
export class ChatCompletionsService {
  private readonly logger = new Logger(ChatCompletionsService.name);

  constructor(
    private readonly router: LlmRouter,
    private readonly registry: ProviderRegistry,
    private readonly settings: LlmSettings,
  ) {}

  /** @throws LlmError */
  async answer(call: ChatCall): Promise<ChatReply> {
    const request = this.toRequest(call);
    if (call.body.stream === true) return this.stream(request, call.isHeldBack);
    const { answer, route, costPicoUsd } = await this.router.complete(request);
    const headers = { 'content-type': 'application/json; charset=utf-8', ...headersOf(route, costPicoUsd) };
    return { headers, body: answer.text };
  }

  private async stream(request: RoutedRequest, isHeldBack: boolean): Promise<ChatReply> {
    const stream = await this.router.stream(request, isHeldBack);
    const headers = {
      'content-type': 'text/event-stream; charset=utf-8',
      ...headersOf(stream.route, stream.costPicoUsd),
    };
    return { headers, body: Readable.from(this.events(stream, currentRequestId()), { objectMode: false }) };
  }

  /** An answer that breaks off ends with an error and without `[DONE]`, so that no client takes it for whole. */
  private async *events({ chunks, route }: RoutedStream, requestId: string): AsyncGenerator<string, void> {
    try {
      for await (const { data } of chunks) yield `data: ${data}\n\n`;
      yield 'data: [DONE]\n\n';
    } catch (error) {
      const told = brokenOff(error, route);
      this.logger.warn({ err: error, request_id: requestId, ...told.details }, 'A stream broke off');
      yield `data: ${JSON.stringify(toOpenAiError(told, requestId))}\n\n`;
    }
  }

  private toRequest({ body, workspace, signal }: ChatCall): RoutedRequest {
    const target = readTarget(body.model, [...this.registry.entries.keys()], this.settings.strategy);
    return { body, target, workspace, signal, operation: 'chat', isCallersOwn: true, repairs: true };
  }
}

function headersOf(route: Route, costPicoUsd: bigint | undefined): Record<string, string> {
  const { provider, model, strategy, attempts, fallbackReason } = route;
  return {
    'x-llm-provider': provider,
    'x-llm-model': model,
    'x-llm-strategy': strategy,
    'x-llm-attempts': String(attempts),
    ...(fallbackReason === undefined ? {} : { 'x-llm-fallback-reason': fallbackReason }),
    ...(costPicoUsd === undefined ? {} : { 'x-llm-cost-usd': fromPicoUsd(costPicoUsd) }),
  };
}
