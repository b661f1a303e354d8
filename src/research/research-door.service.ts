import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { ErrorResponse } from '../errors/error-response.dto.js';
import { toSalesAgentError } from '../errors/foreign-error.js';
import { currentRequestId } from '../telemetry/request-context.js';
import type { ResearchCaller, ResearchRequest, ResearchStream } from './research.js';
import { ResearchBasisResponse, ResearchResponse } from './research.dto.js';
import { ResearchService } from './research.service.js';

/** Answers research over HTTP, in one piece or as server-sent events. */
@Injectable()
export class ResearchDoor {
  private readonly logger = new Logger(ResearchDoor.name);

  constructor(private readonly researcher: ResearchService) {}

  /** @throws AccessDeniedError, LeadNotFoundError, LlmError */
  async answer(request: ResearchRequest, caller: ResearchCaller): Promise<ResearchResponse> {
    return ResearchResponse.from(await this.researcher.research(request, caller), request.leadId ?? null);
  }

  /**
   * Events: `basis` once, `text` for each part of the result, and `done` with the whole answer; or `error` as the last one.
   * @throws AccessDeniedError, LeadNotFoundError, LlmError
   */
  async stream(request: ResearchRequest, caller: ResearchCaller): Promise<Readable> {
    const stream = await this.researcher.stream(request, caller);
    const events = this.events(stream, request.leadId ?? null, currentRequestId());
    return Readable.from(events, { objectMode: false });
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
