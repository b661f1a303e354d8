import { Injectable } from '@nestjs/common';
import { LlmModelNotFoundError, ModelNotAllowedError } from '../llm.errors.js';
import type { Payer } from '../router/llm-request.js';
import type { ModelListResponse, ModelResponse } from './model.dto.js';
import { EmbeddingNames } from './embedding-names.js';
import { ModelNames } from './model-names.js';

const UNLIMITED = { models: null };

/** What may be sent as `model`, in the shape of the OpenAI API. */
@Injectable()
export class ModelsService {
  constructor(
    private readonly names: ModelNames,
    private readonly embeddings: EmbeddingNames,
  ) {}

  /** What the caller may use. */
  list(caller: Pick<Payer, 'models'>): ModelListResponse {
    return { object: 'list', data: this.listedFor(caller).map(toModel) };
  }

  /** @throws LlmModelNotFoundError, ModelNotAllowedError */
  read(caller: Pick<Payer, 'models'>, id: string): ModelResponse {
    const listed = this.listedFor(caller);
    if (listed.includes(id)) return toModel(id);
    throw this.listedFor(UNLIMITED).includes(id) ? new ModelNotAllowedError(id) : new LlmModelNotFoundError(id, listed);
  }

  private listedFor(caller: Pick<Payer, 'models'>): string[] {
    return [...new Set([...this.names.listedFor(caller), ...this.embeddings.listedFor(caller)])];
  }
}

function toModel(id: string): ModelResponse {
  return { id, object: 'model', created: 0, owned_by: 'sales-agent' };
}
