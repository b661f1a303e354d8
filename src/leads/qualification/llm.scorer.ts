import { Injectable } from '@nestjs/common';
import { LlmSettings } from '../../config/llm.settings.js';
import { type ChatAnswer, type ChatMessage, ChatModel } from '../../llm/chat-model.js';
import type { RoutingStrategy } from '../../llm/router/routing-strategy.js';
import type { LeadFacts } from './lead-facts.js';
import { LeadScorer, type Scoring } from './lead.scorer.js';
import { FACTOR_SCHEMA, type FactorAnswer, readFactorAnswer, UnusableAnswerError } from './llm/factor-answer.js';
import { PROMPT_VERSION, qualificationPrompt, repairPrompt } from './llm/prompt.js';
import type { ScoringProfile } from './profile/scoring-profile.js';
import { LeadQualificationFailedError } from './qualification.errors.js';

/** Enough for four short texts; a tight limit also reserves less of a provider's quota. */
const MAX_TOKENS = 1_500;
const MAX_MODEL_NAME = 200;

type Ask = (messages: ChatMessage[]) => Promise<ChatAnswer>;

/** Asks a language model; an answer that cannot be used is repaired once, and is a failure after that. */
@Injectable()
export class LlmScorer extends LeadScorer {
  override readonly isRemote = true;

  constructor(
    private readonly model: ChatModel,
    private readonly settings: LlmSettings,
  ) {
    super();
  }

  /** @throws LlmError, LeadQualificationFailedError */
  override async score(lead: LeadFacts, profile: ScoringProfile, strategy?: RoutingStrategy): Promise<Scoring> {
    const signal = AbortSignal.timeout(this.settings.deadlineMs);
    const ask: Ask = (messages) =>
      this.model.complete({ messages, maxTokens: MAX_TOKENS, responseSchema: FACTOR_SCHEMA, strategy, signal });
    const prompt = qualificationPrompt(lead, profile);
    const first = await ask(prompt);
    const read = tryRead(first);
    if (!(read instanceof UnusableAnswerError)) return scoringOf(first, read);
    const second = await ask(repairPrompt(prompt, first.text, read.message));
    const repaired = tryRead(second);
    if (repaired instanceof UnusableAnswerError) throw new LeadQualificationFailedError(repaired.message, repaired);
    return scoringOf(second, repaired);
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

function scoringOf({ provider, model }: ChatAnswer, answer: FactorAnswer): Scoring {
  return {
    ...answer,
    method: 'llm',
    provider,
    model: model.slice(0, MAX_MODEL_NAME),
    promptVersion: PROMPT_VERSION,
  };
}
