import { Injectable } from '@nestjs/common';
import { LlmModelNotFoundError } from '../llm.errors.js';
import type { ModelListResponse, ModelResponse } from './model.dto.js';
import { ModelNames } from './model-names.js';

/** What may be sent as `model`, in the shape of the OpenAI API. */
@Injectable()
export class ModelsService {
  constructor(private readonly names: ModelNames) {}

  list(): ModelListResponse {
    return { object: 'list', data: this.names.listed.map(toModel) };
  }

  /** @throws LlmModelNotFoundError */
  read(id: string): ModelResponse {
    if (!this.names.has(id)) throw new LlmModelNotFoundError(id, this.names.listed);
    return toModel(id);
  }
}

function toModel(id: string): ModelResponse {
  return { id, object: 'model', created: 0, owned_by: 'sales-agent' };
}
