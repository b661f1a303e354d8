import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { EVENT_STREAM_HEADERS } from '../../api/event-stream.js';
import type { SetReplyHead } from '../../api/reply-head.decorator.js';
import { OpenAiErrorResponse } from '../../errors/error-response.dto.js';
import { currentRequest, currentRequestId } from '../../telemetry/request-context.js';
import { LlmSettings } from '../llm.settings.js';
import type { LlmRequest, Payer } from '../router/llm-request.js';
import { LlmRouter } from '../router/llm-router.service.js';
import type { RoutedStream } from '../router/routed-answer.js';
import { brokenOff } from '../router/routing-errors.js';
import { withMetadata } from '../tags/tags.header.js';
import { readChatRequest } from './chat-request.js';
import { ModelNames } from './model-names.js';
import { JSON_TYPE, routeHeaders } from './route-headers.js';
import { readTimeout } from './timeout-header.js';

/** On whose behalf a completion is created, and how its answer is sent. */
export interface ChatCall extends Payer {
  /** Aborted when the caller has disconnected. */
  signal: AbortSignal;
  /** Whether a stream is held back until it is whole. */
  isHeldBack: boolean;
  /** The header `x-llm-timeout-ms`. */
  timeout?: string | undefined;
  setHead: SetReplyHead;
}

/** OpenAI's chat completions, answered by the provider that the router picks. */
@Injectable()
export class ChatCompletionsService {
  private readonly logger = new Logger(ChatCompletionsService.name);

  constructor(
    private readonly router: LlmRouter,
    private readonly models: ModelNames,
    private readonly settings: LlmSettings,
  ) {}

  /**
   * The completion as a JSON text, or as a stream of events where the body requests one.
   * @throws ValidationError, LlmError
   */
  async create(given: unknown, { isHeldBack, timeout, setHead, ...call }: ChatCall): Promise<string | Readable> {
    const body = readChatRequest(given);
    const timeoutMs = readTimeout(timeout, this.settings.maxTimeoutMs);
    const tags = withMetadata(currentRequest()?.tags ?? [], body.metadata);
    const target = this.models.resolve(body.model, call);
    const request: LlmRequest = { ...call, ...target, tags, body, timeoutMs, operation: 'chat' };
    if (body.stream === true) return this.stream(request, isHeldBack, setHead);
    const { answer, route, costPicoUsd } = await this.router.complete(request);
    setHead({ headers: { ...JSON_TYPE, ...routeHeaders(route, costPicoUsd) } });
    return answer.text;
  }

  private async stream(request: LlmRequest, isHeldBack: boolean, setHead: SetReplyHead): Promise<Readable> {
    const stream = await this.router.stream(request, isHeldBack);
    const headers = routeHeaders(stream.route, stream.spending()?.costPicoUsd);
    setHead({ headers: { ...EVENT_STREAM_HEADERS, ...headers } });
    return Readable.from(this.events(stream, currentRequestId()), { objectMode: false });
  }

  /** A stream that breaks ends with an error and without `[DONE]`, so that no client takes it for whole. */
  private async *events({ chunks, route }: RoutedStream, requestId: string): AsyncGenerator<string, void> {
    try {
      for await (const { data } of chunks) yield `data: ${data}\n\n`;
      yield 'data: [DONE]\n\n';
    } catch (cause) {
      const error = brokenOff(cause, route);
      this.logger.warn({ err: cause, request_id: requestId, ...error.details }, 'A stream broke off');
      yield `data: ${JSON.stringify(OpenAiErrorResponse.from(error, requestId))}\n\n`;
    }
  }
}
