import { Injectable } from '@nestjs/common';
import { ShutdownState } from '../lifecycle/shutdown-state.js';
import type { ChatMessage } from '../llm/providers/answers/chat-completion.js';
import { payerOf } from '../llm/router/llm-request.js';
import { LlmRouter } from '../llm/router/llm-router.service.js';
import type { RoutedAnswer } from '../llm/router/routed-answer.js';
import type { LeadFacts } from '../leads/lead-facts.js';
import { FACTOR_SCHEMA, type FactorAnswer, readFactorAnswer, UnusableAnswerError } from './llm/factor-answer.js';
import { PROMPT_VERSION, qualificationPrompt, repairPrompt } from './llm/prompt.js';
import type { ScoringProfile } from './profile/scoring-profile.js';
import { LeadQualificationFailedError } from './qualification.errors.js';
import type { ModelResult, ScoringRequest } from './scorer.js';

/** Enough for four short texts; a tight limit also reserves less of a provider's quota. */
const MAX_TOKENS = 1_500;
const MAX_MODEL_NAME = 200;
const RESPONSE_FORMAT = { type: 'json_schema', json_schema: { ...FACTOR_SCHEMA, strict: true } };

/** Scores by a language model. An invalid answer gets one repair attempt, then scoring fails. */
@Injectable()
export class LlmScorer {
  constructor(
    private readonly router: LlmRouter,
    private readonly shutdown: ShutdownState,
  ) {}

  /** @throws LlmError, LeadQualificationFailedError */
  async score(lead: LeadFacts, profile: ScoringProfile, request: ScoringRequest): Promise<ModelResult> {
    const startedAt = performance.now();
    const prompt = qualificationPrompt(lead, profile);
    const first = await this.complete(prompt, startedAt, request);
    const read = tryRead(first);
    if (!(read instanceof UnusableAnswerError)) return resultOf([first], read);
    const repair = repairPrompt(prompt, first.answer.content, read.message);
    const second = await this.complete(repair, startedAt, { ...request, strategy: 'quality_optimized' });
    const repaired = tryRead(second);
    if (repaired instanceof UnusableAnswerError) throw new LeadQualificationFailedError(repaired.message, repaired);
    return resultOf([first, second], repaired);
  }

  /** Goes on when the caller disconnects, since the score is kept; only a shutdown or `signal` ends it. */
  private complete(messages: ChatMessage[], startedAt: number, request: ScoringRequest): Promise<RoutedAnswer> {
    const { strategy, signal, costs } = request;
    const payer = payerOf(request.caller);
    const body = { messages, max_tokens: MAX_TOKENS, response_format: RESPONSE_FORMAT };
    return this.shutdown.untilTimeout((stop) => {
      const either = signal === undefined ? stop : AbortSignal.any([stop, signal]);
      const work = { operation: 'qualification', body, strategy, startedAt, costs } as const;
      return this.router.complete({ ...payer, ...work, signal: either });
    });
  }
}

function tryRead({ answer }: RoutedAnswer): FactorAnswer | UnusableAnswerError {
  try {
    return readFactorAnswer(answer.content);
  } catch (error) {
    if (error instanceof UnusableAnswerError) return error;
    throw error;
  }
}

/** The last answer counts. */
function resultOf(answers: RoutedAnswer[], scored: FactorAnswer): ModelResult {
  const { provider, model } = answers.at(-1)?.route ?? { provider: null, model: '' };
  return {
    ...scored,
    method: 'llm',
    provider,
    model: model.slice(0, MAX_MODEL_NAME),
    promptVersion: PROMPT_VERSION,
    fallbackReason: null,
    promptTokens: answers.reduce((sum, { usage }) => sum + usage.prompt, 0),
    completionTokens: answers.reduce((sum, { usage }) => sum + usage.completion, 0),
    attempts: answers.reduce((sum, { route }) => sum + route.attempts, 0),
  };
}
