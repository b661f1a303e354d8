import { Body, Controller, Headers, HttpCode, HttpStatus, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { CurrentWorkspace } from '../../access/current-caller.decorator.js';
import { AsksLlm } from '../../access/limits/asks-llm.decorator.js';
import { refuseKeyOfStream } from '../../idempotency/idempotency-key.header.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { Requires } from '../../access/route-access.decorator.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { Fails } from '../../api/fails.decorator.js';
import { BODY_ERRORS } from '../../api/api-errors.js';
import { OpenAiErrors } from '../../api/openai-errors.decorator.js';
import { LLM_ERRORS, LlmModelNotFoundError } from '../llm.errors.js';
import { ChatCompletionRequest, ChatCompletionResponse } from './chat-completion.dto.js';
import { ChatCompletionsService } from './chat-completions.service.js';
import { readChatRequest } from './chat-request.js';
import { clientAbortSignal } from '../../api/client-abort.js';

/** The door for clients of OpenAI's protocol. */
@ApiTags('Language models')
@Controller('llm/chat/completions')
export class ChatCompletionsController {
  constructor(private readonly chat: ChatCompletionsService) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @Requires('llm:use')
  @OpenAiErrors()
  @AsksLlm()
  @Idempotent()
  @ApiOperation({
    operationId: 'createChatCompletion',
    summary: "Complete a chat, by OpenAI's protocol",
    description:
      'Takes whatever OpenAI takes; `model` is `auto`, a strategy, a provider, or `provider/model`. Errors have the shape ' +
      'that clients of this protocol expect, with our code as `error.code`.',
  })
  @ApiBody({ type: ChatCompletionRequest })
  @ApiHeader({
    name: 'x-llm-stream',
    required: false,
    description:
      '`complete` holds a stream back until it is whole, so that one that breaks is tried elsewhere, unseen.',
    schema: { type: 'string', enum: ['complete'] },
  })
  @ApiOkResponse({ type: ChatCompletionResponse })
  @Fails(...BODY_ERRORS, ...LLM_ERRORS, LlmModelNotFoundError)
  async create(
    @CurrentWorkspace() workspace: WorkspaceId,
    @Body() body: unknown,
    @Headers('x-llm-stream') mode: string | undefined,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string | Readable> {
    const chat = readChatRequest(body);
    if (chat.stream === true) refuseKeyOfStream(request);
    const answer = await this.chat.answer({
      body: chat,
      workspace,
      signal: clientAbortSignal(reply.raw),
      isHeldBack: mode === 'complete',
    });
    void reply.headers(answer.headers);
    return answer.body;
  }
}
