import { Body, Controller, Req, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Readable } from 'node:stream';
import { hasScope } from '../access/caller.js';
import { callerOf } from '../access/current-caller.decorator.js';
import { refuseKeyOfStream } from '../idempotency/idempotency-key.header.js';
import { clientAbortSignal } from '../api/client-abort.js';
import { ResearchDoor } from './research-door.service.js';
import { Researches } from './research.decorators.js';
import type { ResearchResponse } from './research.dto.js';
import { RunResearchRequest, toResearchRequest } from './run-research.dto.js';

@ApiTags('Research')
@Controller('research')
export class ResearchController {
  constructor(private readonly door: ResearchDoor) {}

  @Researches('runResearch')
  async run(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body: RunResearchRequest,
  ): Promise<ResearchResponse | Readable> {
    const caller = callerOf(request);
    const asker = {
      workspace: caller.workspace,
      signal: clientAbortSignal(reply.raw),
      readsLeads: hasScope(caller, 'leads:read'),
    };
    if (body.stream !== true) return this.door.answer(toResearchRequest(body), asker);
    refuseKeyOfStream(request);
    const events = await this.door.stream(toResearchRequest(body), asker);
    void reply.type('text/event-stream; charset=utf-8');
    return events;
  }
}

/** The same where RunPod's clients look for it, whose paths are fixed. */
@ApiTags('Research')
@Controller({ path: 'v1/research', version: VERSION_NEUTRAL })
export class RunpodResearchController extends ResearchController {
  @Researches('runResearchOnRunpod')
  override run(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body: RunResearchRequest,
  ): Promise<ResearchResponse | Readable> {
    return super.run(request, reply, body);
  }
}
