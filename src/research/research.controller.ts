import { Body, Controller, HttpStatus, Post, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { Readable } from 'node:stream';
import { Caller } from '../access/caller.js';
import { ClientAbort } from '../api/client-abort.js';
import { Operation } from '../api/operation.decorator.js';
import { SetHead, type SetReplyHead } from '../api/reply-head.decorator.js';
import { LeadNotFoundError } from '../leads/lead.errors.js';
import { LLM_ERRORS } from '../llm/llm.errors.js';
import { ResearchResponse, RunResearchRequest } from './research.dto.js';
import { ResearchService } from './research.service.js';

@ApiTags('Research')
@Controller('research')
export class ResearchController {
  constructor(private readonly researcher: ResearchService) {}

  @Post()
  @Operation({
    id: ['runResearch', 'runResearchOnRunpod'],
    summary: 'Answer a question by a language model, with sources',
    description:
      'Uses the documentation of the `libraries` and the lead that are named. What could not be found is listed in ' +
      '`grounding_notes`, and the question is answered without it. With `stream`, the answer is sent as server-sent ' +
      'events: `basis`, one `text` for each part, and `done` with the whole answer, or `error` in the usual shape.',
    scope: 'research:run',
    spends: true,
    idempotent: { leadOf: ({ lead_id }: ResearchResponse) => lead_id },
    status: HttpStatus.OK,
    errors: [LeadNotFoundError, ...LLM_ERRORS],
  })
  @ApiOkResponse({ type: ResearchResponse })
  run(
    @Caller() caller: Caller,
    @Body() body: RunResearchRequest,
    @ClientAbort() signal: AbortSignal,
    @SetHead() setHead: SetReplyHead,
  ): Promise<ResearchResponse | Readable> {
    return this.researcher.run(body, { caller, signal, setHead });
  }
}

/** The same operation at the path that RunPod's clients call. */
@Controller({ path: 'v1/research', version: VERSION_NEUTRAL })
export class RunpodResearchController extends ResearchController {}
