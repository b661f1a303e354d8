import { Injectable } from '@nestjs/common';
import { AccessDeniedError } from '../access/access.errors.js';
import type { LeadEntity } from '../leads/lead.entity.js';
import { LeadsService } from '../leads/leads.service.js';
import { LlmApiError, LlmNotConfiguredError } from '../llm/llm.errors.js';
import { fromPicoUsd, type TokenCounts } from '../llm/providers/price.js';
import type { LlmRequest } from '../llm/router/llm-request.js';
import { LlmRouter } from '../llm/router/llm-router.service.js';
import type { RoutedStream, Route } from '../llm/router/routed-answer.js';
import { brokenOff } from '../llm/router/routing-errors.js';
import { type Ground, GroundingService } from './grounding.service.js';
import { AnswerText } from './answer-text.js';
import { missingCitations, researchPrompt } from './research-prompt.js';
import type { ResearchAnswer, ResearchBasis, ResearchCaller, ResearchRequest, ResearchStream } from './research.js';

/** A question on its way. */
interface Inquiry {
  ground: Ground;
  order: LlmRequest;
  /** By `performance.now()`. */
  startedAt: number;
}

/** Answers questions by asking a language model, with what is known of the libraries and the lead that they name. */
@Injectable()
export class ResearchService {
  constructor(
    private readonly leads: LeadsService,
    private readonly grounding: GroundingService,
    private readonly router: LlmRouter,
  ) {}

  /** @throws AccessDeniedError, LeadNotFoundError, LlmError */
  async research(request: ResearchRequest, caller: ResearchCaller): Promise<ResearchAnswer> {
    const { ground, order, startedAt } = await this.prepare(request, caller);
    const { answer, route, usage, costPicoUsd } = await this.router.complete(order);
    const text = answer.content + missingCitations(answer.content, ground.sources);
    const isCut = answer.finishReasons.includes('length');
    return toAnswer(ground, { text, isCut, route, usage, costPicoUsd, startedAt });
  }

  /**
   * An answer that has begun.
   * @throws AccessDeniedError, LeadNotFoundError, LlmError
   */
  async stream(request: ResearchRequest, caller: ResearchCaller): Promise<ResearchStream> {
    const { ground, order, startedAt } = await this.prepare(request, caller);
    const stream = await this.router.stream({ ...order, body: { ...order.body, stream: true } });
    const { sources, grounding, groundingNotes } = ground;
    return { basis: { sources, grounding, groundingNotes }, texts: tell(stream, ground, startedAt) };
  }

  private async prepare(request: ResearchRequest, caller: ResearchCaller): Promise<Inquiry> {
    const startedAt = performance.now();
    const { workspace, signal } = caller;
    const lead = await this.leadOf(request, caller);
    if (!this.router.isConfigured) throw new LlmNotConfiguredError();
    const ground = await this.grounding.gather(request, lead, signal);
    if (signal.aborted) throw new LlmApiError('The caller hung up before anybody was asked');
    const { query, maxTokens, temperature, strategy } = request;
    const order: LlmRequest = {
      body: { messages: researchPrompt(query, ground), max_tokens: maxTokens, temperature },
      strategy,
      workspace,
      signal,
      operation: 'research',
      startedAt,
    };
    return { ground, order, startedAt };
  }

  private async leadOf({ leadId }: ResearchRequest, caller: ResearchCaller): Promise<LeadEntity | undefined> {
    if (leadId === undefined) return undefined;
    if (!caller.readsLeads) throw new AccessDeniedError('leads:read');
    return this.leads.find(caller.workspace, leadId);
  }
}

async function* tell(stream: RoutedStream, ground: Ground, startedAt: number): AsyncGenerator<string, ResearchAnswer> {
  const text = new AnswerText();
  try {
    for await (const { data } of stream.chunks) {
      const more = text.add(data);
      if (more !== '') yield more;
    }
  } catch (error) {
    throw brokenOff(error, stream.route);
  }
  const citations = missingCitations(text.whole, ground.sources);
  if (citations !== '') yield citations;
  const { route } = stream;
  const { usage, costPicoUsd } = stream.spending() ?? {
    usage: { prompt: 0, cached: 0, completion: 0 },
    costPicoUsd: 0n,
  };
  return toAnswer(ground, { text: text.whole + citations, isCut: text.isCut, route, usage, costPicoUsd, startedAt });
}

interface Account {
  text: string;
  isCut: boolean;
  route: Route;
  usage: TokenCounts;
  costPicoUsd: bigint;
  startedAt: number;
}

function toAnswer({ sources, grounding, groundingNotes }: ResearchBasis, account: Account): ResearchAnswer {
  const { text, isCut, route, usage, costPicoUsd, startedAt } = account;
  return {
    result: text,
    truncated: isCut,
    model: route.model,
    provider: route.provider,
    tokensUsed: usage.prompt + usage.completion,
    costUsd: fromPicoUsd(costPicoUsd),
    latencyMs: Math.round(performance.now() - startedAt),
    sources,
    timestamp: new Date(),
    grounding,
    groundingNotes,
  };
}
