import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { type Caller, hasScope } from '../access/caller.js';
import type { SetReplyHead } from '../api/reply-head.decorator.js';
import { ErrorResponse } from '../errors/error-response.dto.js';
import { toSalesAgentError } from '../errors/foreign-error.js';
import { currentRequestId } from '../telemetry/request-context.js';
import type { ResearchStream } from './research.js';
import { ResearchBasisResponse, ResearchResponse } from './research.dto.js';
import { type RunResearchRequest, toResearchRequest } from './run-research.dto.js';
import { ResearchService } from './research.service.js';

/** On whose behalf research runs, and how its answer is sent. */
export interface ResearchCall {
  caller: Caller;
  /** Aborted when the client disconnects. */
  signal: AbortSignal;
  setHead: SetReplyHead;
}

/** Answers research over HTTP, in one piece or as server-sent events. */
@Injectable()
export class ResearchDoor {
  private readonly logger = new Logger(ResearchDoor.name);

  constructor(private readonly researcher: ResearchService) {}

  /**
   * The whole answer, or a stream of events where the body requests one: `basis` once, `text` for each part of the
   * result, and `done` with the whole answer; or `error` as the last one.
   * @throws AccessDeniedError, LeadNotFoundError, LlmError
   */
  async run(body: RunResearchRequest, { caller, signal, setHead }: ResearchCall): Promise<ResearchResponse | Readable> {
    const request = toResearchRequest(body);
    const leadId = request.leadId ?? null;
    const asker = { workspace: caller.workspace, signal, readsLeads: hasScope(caller, 'leads:read') };
    if (body.stream !== true) return ResearchResponse.from(await this.researcher.research(request, asker), leadId);
    const stream = await this.researcher.stream(request, asker);
    setHead({ headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
    return Readable.from(this.events(stream, leadId, currentRequestId()), { objectMode: false });
  }

  private async *events({ basis, texts }: ResearchStream, leadId: string | null, requestId: string) {
    yield event('basis', ResearchBasisResponse.of(basis, leadId));
    try {
      let next = await texts.next();
      for (; next.done !== true; next = await texts.next()) yield event('text', { text: next.value });
      yield event('done', ResearchResponse.from(next.value, leadId));
    } catch (error) {
      const told = toSalesAgentError(error);
      this.logger.warn({ err: told.cause, request_id: requestId, ...told.details }, 'An answer broke off');
      yield event('error', ErrorResponse.from(told, requestId));
    } finally {
      await texts.return(undefined as never);
    }
  }
}

/** JSON has no line breaks of its own, so that one line holds it. */
function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
