import { Injectable } from '@nestjs/common';
import type { SetReplyHead } from '../../api/reply-head.decorator.js';
import { LlmSettings } from '../llm.settings.js';
import { toRouted } from '../providers/embeddings.js';
import { EmbeddingsRouter } from '../router/embeddings-router.service.js';
import type { Payer } from '../router/llm-request.js';
import { EmbeddingNames } from './embedding-names.js';
import { readEmbeddingsRequest } from './embeddings-request.js';
import { JSON_TYPE, routeHeaders } from './route-headers.js';
import { readTimeout } from './timeout-header.js';

/** On whose behalf embeddings are made. */
export interface EmbeddingsCall extends Payer {
  /** Aborted when the caller has disconnected. */
  signal: AbortSignal;
  /** The header `x-llm-timeout-ms`. */
  timeout?: string | undefined;
  setHead: SetReplyHead;
}

/** OpenAI's embeddings, made by the provider that the router picks. */
@Injectable()
export class EmbeddingsService {
  constructor(
    private readonly router: EmbeddingsRouter,
    private readonly names: EmbeddingNames,
    private readonly settings: LlmSettings,
  ) {}

  /**
   * The vectors, as the provider sent them, in the order of the inputs.
   * @throws ValidationError, LlmError
   */
  async create(given: unknown, { timeout, setHead, ...call }: EmbeddingsCall): Promise<string> {
    const body = readEmbeddingsRequest(given, this.settings.embeddingInputs);
    const timeoutMs = readTimeout(timeout, this.settings.maxTimeoutMs);
    const target = this.names.resolve(body.model, call);
    const { answer, route, costPicoUsd } = await this.router.complete({
      ...{ ...call, ...target, body: toRouted(body), timeoutMs, operation: 'embedding' },
    });
    setHead({ headers: { ...JSON_TYPE, ...routeHeaders(route, costPicoUsd) } });
    return answer.text;
  }
}
