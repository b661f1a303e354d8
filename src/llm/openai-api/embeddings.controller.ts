import { Controller, Headers, HttpStatus, Post } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { ClientAbort } from '../../api/client-abort.js';
import { Operation } from '../../api/operation.decorator.js';
import { SetHead, type SetReplyHead } from '../../api/reply-head.decorator.js';
import { SentBody } from '../../api/sent-body.decorator.js';
import { LLM_ERRORS, LlmEmbeddingsNotConfiguredError, LlmModelNotFoundError } from '../llm.errors.js';
import { payerOf } from '../router/llm-request.js';
import { EmbeddingsRequest, EmbeddingsResponse } from './embeddings.dto.js';
import { EmbeddingsService } from './embeddings.service.js';
import { TIMEOUT_HEADER } from './timeout-header.js';

/** Embeddings for OpenAI clients. */
@ApiTags('Language models')
@Controller('llm/embeddings')
export class EmbeddingsController {
  constructor(private readonly embeddings: EmbeddingsService) {}

  @Post()
  @Operation({
    id: 'createEmbeddings',
    summary: 'Create embeddings, in the shape of the OpenAI API',
    description:
      'Made by a provider that has `embedding_model` in `LLM_PROVIDERS`. If it fails, others with the same model are asked, ' +
      'since vectors of different models cannot be compared.',
    scope: 'llm:use',
    spends: true,
    idempotent: true,
    status: HttpStatus.OK,
    errorShape: 'openai',
    errors: [...LLM_ERRORS, LlmModelNotFoundError, LlmEmbeddingsNotConfiguredError],
  })
  @ApiBody({ type: EmbeddingsRequest })
  @ApiHeader(TIMEOUT_HEADER)
  @ApiOkResponse({ type: EmbeddingsResponse })
  create(
    @Caller() caller: Caller,
    @SentBody() body: unknown,
    @Headers('x-llm-timeout-ms') timeout: string | undefined,
    @ClientAbort() signal: AbortSignal,
    @SetHead() setHead: SetReplyHead,
  ): Promise<string> {
    return this.embeddings.create(body, { ...payerOf(caller), signal, timeout, setHead });
  }
}
