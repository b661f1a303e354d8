import { Injectable } from '@nestjs/common';
import { LlmModelNotFoundError, ModelNotAllowedError } from '../llm.errors.js';
import type { Payer } from '../router/llm-request.js';
import type { ModelListResponse, ModelResponse } from './model.dto.js';
import { ModelNames } from './model-names.js';

/** What may be sent as `model`, in the shape of the OpenAI API. */
@Injectable()
export class ModelsService {
  constructor(private readonly names: ModelNames) {}

  /** What the caller may use. */
  list(caller: Pick<Payer, 'models'>): ModelListResponse {
    return { object: 'list', data: this.names.listedFor(caller).map(toModel) };
  }

  /** @throws LlmModelNotFoundError, ModelNotAllowedError */
  read(caller: Pick<Payer, 'models'>, id: string): ModelResponse {
    const listed = this.names.listedFor(caller);
    if (!this.names.has(id)) throw new LlmModelNotFoundError(id, listed);
    if (!listed.includes(id)) throw new ModelNotAllowedError(id);
    return toModel(id);
  }
}

function toModel(id: string): ModelResponse {
  return { id, object: 'model', created: 0, owned_by: 'sales-agent' };
}
