import { applyDecorators, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { Idempotent } from '../idempotency/idempotent.decorator.js';
import { AsksLlm } from '../access/limits/asks-llm.decorator.js';
import { Requires } from '../access/route-access.decorator.js';
import { Fails } from '../api/fails.decorator.js';
import { BODY_ERRORS } from '../api/api-errors.js';
import { LeadNotFoundError } from '../leads/lead.errors.js';
import { LLM_ERRORS } from '../llm/llm.errors.js';
import { ResearchResponse } from './research.dto.js';

const DESCRIPTION =
  'Rests on the documentation of the `libraries` and on the lead that are named; what is not to be had is told in ' +
  '`grounding_notes`, and the question is answered all the same. With `stream`, the answer comes as server-sent events: ' +
  '`basis`, `text` for each part, and `done` with the whole answer, or `error` with a failure of the usual shape.';

/** Declares the operation; ids are unique, so each path has its own. */
export function Researches(operationId: string): MethodDecorator {
  return applyDecorators(
    Post(),
    HttpCode(HttpStatus.OK),
    Requires('research:run'),
    AsksLlm(),
    Idempotent({ leadOf: ({ lead_id }: ResearchResponse) => lead_id }),
    ApiOperation({ operationId, summary: 'Have a language model answer a question', description: DESCRIPTION }),
    ApiOkResponse({ type: ResearchResponse }),
    Fails(...BODY_ERRORS, LeadNotFoundError, ...LLM_ERRORS),
  );
}
