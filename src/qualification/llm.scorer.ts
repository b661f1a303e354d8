import { Injectable } from '@nestjs/common';
import { LlmSettings } from '../llm/llm.settings.js';
import { type ChatAnswer, type ChatMessage, ChatModel } from '../llm/chat-model.js';
import type { LeadFacts } from '../leads/lead-facts.js';
import { FACTOR_SCHEMA, type FactorAnswer, readFactorAnswer, UnusableAnswerError } from './llm/factor-answer.js';
import { PROMPT_VERSION, qualificationPrompt, repairPrompt } from './llm/prompt.js';
import type { ScoringProfile } from './profile/scoring-profile.js';
import { LeadQualificationFailedError } from './qualification.errors.js';
import type { Scorer, ScoringRequest, ScoringResult, TokenUsage } from './scorer.js';

/** Enough for four short texts; a tight limit also reserves less of a provider's quota. */
const MAX_TOKENS = 1_500;
const MAX_MODEL_NAME = 200;

type Ask = (messages: ChatMessage[], strategy?: ScoringRequest['strategy']) => Promise<ChatAnswer>;

/** Scores by a language model. An invalid answer gets one repair attempt, then scoring fails. */
@Injectable()
export class LlmScorer implements Scorer {
  constructor(
    private readonly model: ChatModel,
    private readonly settings: LlmSettings,
  ) {}

  /** @throws LlmError, LeadQualificationFailedError */
  async score(lead: LeadFacts, profile: ScoringProfile, request: ScoringRequest): Promise<ScoringResult> {
    const deadlineAt = performance.now() + this.settings.deadlineMs;
    const shared = {
      ...request,
      operation: 'qualification',
      maxTokens: MAX_TOKENS,
      responseSchema: FACTOR_SCHEMA,
    } as const;
    const ask: Ask = (messages, strategy = request.strategy) =>
      this.model.complete({ ...shared, messages, strategy, deadlineAt });
    const prompt = qualificationPrompt(lead, profile);
    const first = await ask(prompt);
    const read = tryRead(first);
    if (!(read instanceof UnusableAnswerError)) return resultOf([first], read);
    const second = await ask(repairPrompt(prompt, first.text, read.message), 'quality_optimized');
    const repaired = tryRead(second);
    if (repaired instanceof UnusableAnswerError) throw new LeadQualificationFailedError(repaired.message, repaired);
    return resultOf([first, second], repaired);
  }
}

function tryRead(answer: ChatAnswer): FactorAnswer | UnusableAnswerError {
  try {
    return readFactorAnswer(answer.text);
  } catch (error) {
    if (error instanceof UnusableAnswerError) return error;
    throw error;
  }
}

/** The last answer counts; all of them are paid for. */
function resultOf(answers: ChatAnswer[], scored: FactorAnswer): ScoringResult {
  const { provider, model } = answers.at(-1) ?? { provider: null, model: '' };
  return {
    ...scored,
    method: 'llm',
    provider,
    model: model.slice(0, MAX_MODEL_NAME),
    promptVersion: PROMPT_VERSION,
    usage: answers.reduce(addUsage, { promptTokens: 0, completionTokens: 0, costPicoUsd: 0n, attempts: 0 }),
    fallbackReason: null,
  };
}

function addUsage(sum: TokenUsage, { promptTokens, completionTokens, costPicoUsd, attempts }: ChatAnswer): TokenUsage {
  return {
    promptTokens: sum.promptTokens + promptTokens,
    completionTokens: sum.completionTokens + completionTokens,
    costPicoUsd: sum.costPicoUsd + costPicoUsd,
    attempts: sum.attempts + attempts,
  };
}
