import { Readable } from 'node:stream';
import { Injectable, Logger } from '@nestjs/common';
import { AccessDeniedError } from '../access/access.errors.js';
import { type Caller, hasScope } from '../access/caller.js';
import { EVENT_STREAM_HEADERS } from '../api/event-stream.js';
import type { SetReplyHead } from '../api/reply-head.decorator.js';
import { ErrorResponse } from '../errors/error-response.dto.js';
import type { LeadEntity } from '../leads/lead.entity.js';
import { LeadsService } from '../leads/leads.service.js';
import { LlmApiError, LlmNotConfiguredError } from '../llm/llm.errors.js';
import { fromPicoUsd } from '../llm/providers/answers/price.js';
import { type LlmRequest, payerOf } from '../llm/router/llm-request.js';
import { LlmRouter } from '../llm/router/llm-router.service.js';
import type { RoutedAnswer, RoutedStream } from '../llm/router/routed-answer.js';
import { brokenOff } from '../llm/router/routing-errors.js';
import { currentRequestId } from '../telemetry/request-context.js';
import { AnswerText } from './answer-text.js';
import { GroundingService } from './grounding.service.js';
import { missingCitations, researchPrompt } from './research-prompt.js';
import {
  DEFAULT_MAX_TOKENS,
  DEFAULT_TEMPERATURE,
  type ResearchBasisResponse,
  type ResearchResponse,
  type RunResearchRequest,
} from './research.dto.js';

/** A question whose sources have been retrieved. */
interface PreparedResearch {
  llmRequest: LlmRequest & { startedAt: number };
  basis: ResearchBasisResponse;
}

/** On whose behalf research runs. */
interface ResearchCall {
  caller: Caller;
  /** Aborted when the caller has disconnected. */
  signal: AbortSignal;
  /** Sends the content type of a stream. */
  setHead?: SetReplyHead;
}

/** Answers questions with a language model, from documentation of the named libraries and the named lead. */
@Injectable()
export class ResearchService {
  private readonly logger = new Logger(ResearchService.name);

  constructor(
    private readonly leads: LeadsService,
    private readonly grounding: GroundingService,
    private readonly router: LlmRouter,
  ) {}

  /**
   * The whole answer, or its events where the request asks for a stream.
   * @throws AccessDeniedError, LeadNotFoundError, LlmError; for a stream, before it begins
   */
  run(request: RunResearchRequest & { stream?: false }, call: ResearchCall): Promise<ResearchResponse>;
  run(request: RunResearchRequest, call: ResearchCall): Promise<ResearchResponse | Readable>;
  async run(request: RunResearchRequest, call: ResearchCall): Promise<ResearchResponse | Readable> {
    const prepared = await this.prepare(request, call);
    if (request.stream !== true) return this.answer(prepared);
    const events = await this.stream(prepared);
    call.setHead?.({ headers: EVENT_STREAM_HEADERS });
    return events;
  }

  private async answer(prepared: PreparedResearch): Promise<ResearchResponse> {
    const routed = await this.router.complete(prepared.llmRequest);
    const { content, finishReasons } = routed.answer;
    const result = content + missingCitations(content, prepared.basis.sources);
    return toResponse(prepared, { result, truncated: finishReasons.includes('length') }, routed);
  }

  /**
   * The answer as server-sent events: `basis` once, `text` for each part of the result, and `done` with the whole answer; or
   * `error` as the last one.
   */
  private async stream(prepared: PreparedResearch): Promise<Readable> {
    const { llmRequest } = prepared;
    const stream = await this.router.stream({ ...llmRequest, body: { ...llmRequest.body, stream: true } });
    return Readable.from(this.events(prepared, stream, currentRequestId()), { objectMode: false });
  }

  private async prepare(request: RunResearchRequest, { caller, signal }: ResearchCall): Promise<PreparedResearch> {
    const startedAt = performance.now();
    const lead = await this.readLead(request, caller);
    if (!this.router.isConfigured) throw new LlmNotConfiguredError();
    this.router.requireAnyModel(caller);
    const context = await this.grounding.retrieve(request, lead, signal);
    if (signal.aborted) throw new LlmApiError('The caller disconnected before a provider was called');
    const body = {
      messages: researchPrompt(request.query, context),
      max_tokens: request.max_tokens ?? DEFAULT_MAX_TOKENS,
      temperature: request.temperature ?? DEFAULT_TEMPERATURE,
    };
    const strategy = request.strategy ?? undefined;
    return {
      llmRequest: { operation: 'research', body, strategy, ...payerOf(caller), signal, startedAt },
      basis: Object.assign(context.basis, { lead_id: request.lead_id ?? null }),
    };
  }

  private async readLead({ lead_id }: RunResearchRequest, caller: Caller): Promise<LeadEntity | undefined> {
    if (lead_id == null) return undefined;
    if (!hasScope(caller, 'leads:read')) throw new AccessDeniedError('leads:read');
    return this.leads.find(caller.workspace, lead_id);
  }

  private async *events(prepared: PreparedResearch, stream: RoutedStream, requestId: string): AsyncGenerator<string> {
    const { basis } = prepared;
    const text = new AnswerText();
    yield event('basis', basis);
    try {
      for await (const { data } of stream.chunks) {
        const part = text.add(data);
        if (part !== '') yield event('text', { text: part });
      }
    } catch (cause) {
      const error = brokenOff(cause, stream.route);
      this.logger.warn({ err: cause, request_id: requestId, ...error.details }, 'A stream broke off');
      yield event('error', ErrorResponse.from(error, requestId));
      return;
    }
    const citations = missingCitations(text.whole, basis.sources);
    if (citations !== '') yield event('text', { text: citations });
    const spending = stream.spending();
    if (spending === undefined) return;
    const answer = { result: text.whole + citations, truncated: text.isCut };
    yield event('done', toResponse(prepared, answer, { route: stream.route, ...spending }));
  }
}

function toResponse(
  { basis, llmRequest }: PreparedResearch,
  answer: Pick<ResearchResponse, 'result' | 'truncated'>,
  { route, usage, costPicoUsd }: Pick<RoutedAnswer, 'route' | 'usage' | 'costPicoUsd'>,
): ResearchResponse {
  const facts = {
    ...answer,
    model: route.model,
    provider: route.provider,
    tokens_used: usage.prompt + usage.completion,
    cost_usd: fromPicoUsd(costPicoUsd),
    latency_ms: Math.round(performance.now() - llmRequest.startedAt),
  };
  return Object.assign(facts, basis, { timestamp: new Date().toISOString() });
}

/** JSON has no line breaks of its own, so one line holds it. */
function event(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
