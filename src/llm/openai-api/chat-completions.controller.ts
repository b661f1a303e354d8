import { Controller, Headers, HttpStatus, Post } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Readable } from 'node:stream';
import { Caller } from '../../access/caller.js';
import { ClientAbort } from '../../api/client-abort.js';
import { Operation } from '../../api/operation.decorator.js';
import { SetHead, type SetReplyHead } from '../../api/reply-head.decorator.js';
import { SentBody } from '../../api/sent-body.decorator.js';
import { LLM_ERRORS, LlmModelNotFoundError } from '../llm.errors.js';
import { payerOf } from '../router/llm-request.js';
import { ChatCompletionRequest, ChatCompletionResponse } from './chat-completion.dto.js';
import { ChatCompletionsService } from './chat-completions.service.js';
import { TIMEOUT_HEADER } from './timeout-header.js';

/** Chat completions for OpenAI clients. */
@ApiTags('Language models')
@Controller('llm/chat/completions')
export class ChatCompletionsController {
  constructor(private readonly chat: ChatCompletionsService) {}

  @Post()
  @Operation({
    id: 'createChatCompletion',
    summary: 'Create a chat completion, in the shape of the OpenAI API',
    description:
      'Accepts what the OpenAI API accepts; `model` is `auto`, a strategy, a provider, or `provider/model`. Errors have ' +
      'the shape of the OpenAI API, with our code as `error.code`.',
    scope: 'llm:use',
    spends: true,
    idempotent: true,
    status: HttpStatus.OK,
    errorShape: 'openai',
    errors: [...LLM_ERRORS, LlmModelNotFoundError],
  })
  @ApiBody({ type: ChatCompletionRequest })
  @ApiHeader({
    name: 'x-llm-stream',
    required: false,
    description:
      'With `complete`, a stream is sent once it is whole, so that one that breaks is retried elsewhere, unnoticed.',
    schema: { type: 'string', enum: ['complete'] },
  })
  @ApiHeader(TIMEOUT_HEADER)
  @ApiOkResponse({ type: ChatCompletionResponse })
  create(
    @Caller() caller: Caller,
    @SentBody() body: unknown,
    @Headers('x-llm-stream') streamMode: string | undefined,
    @Headers('x-llm-timeout-ms') timeout: string | undefined,
    @ClientAbort() signal: AbortSignal,
    @SetHead() setHead: SetReplyHead,
  ): Promise<string | Readable> {
    const isHeldBack = streamMode === 'complete';
    return this.chat.create(body, { ...payerOf(caller), signal, isHeldBack, timeout, setHead });
  }
}
