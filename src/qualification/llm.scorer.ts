import { Injectable } from '@nestjs/common';
import { LlmSettings } from '../llm/llm.settings.js';
import { type ChatAnswer, type ChatMessage, ChatModel } from '../llm/chat-model.js';
import type { LeadFacts } from './lead-facts.js';
import { type Expense, LeadScorer, type Scoring, type ScoringOrder } from './lead.scorer.js';
import { FACTOR_SCHEMA, type FactorAnswer, readFactorAnswer, UnusableAnswerError } from './llm/factor-answer.js';
import { PROMPT_VERSION, qualificationPrompt, repairPrompt } from './llm/prompt.js';
import type { ScoringProfile } from './profile/scoring-profile.js';
import { LeadQualificationFailedError } from './qualification.errors.js';

/** Enough for four short texts; a tight limit also reserves less of a provider's quota. */
const MAX_TOKENS = 1_500;
const MAX_MODEL_NAME = 200;

type Ask = (messages: ChatMessage[], strategy?: ScoringOrder['strategy']) => Promise<ChatAnswer>;

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
  override async score(lead: LeadFacts, profile: ScoringProfile, order: ScoringOrder): Promise<Scoring> {
    const deadlineAt = performance.now() + this.settings.deadlineMs;
    const shared = {
      ...order,
      operation: 'qualification',
      maxTokens: MAX_TOKENS,
      responseSchema: FACTOR_SCHEMA,
    } as const;
    const ask: Ask = (messages, strategy = order.strategy) =>
      this.model.complete({ ...shared, messages, strategy, deadlineAt });
    const prompt = qualificationPrompt(lead, profile);
    const first = await ask(prompt);
    const read = tryRead(first);
    if (!(read instanceof UnusableAnswerError)) return scoringOf([first], read);
    const second = await ask(repairPrompt(prompt, first.text, read.message), 'quality_optimized');
    const repaired = tryRead(second);
    if (repaired instanceof UnusableAnswerError) throw new LeadQualificationFailedError(repaired.message, repaired);
    return scoringOf([first, second], repaired);
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

/** The last of the answers is the one that counts; all of them are paid for. */
function scoringOf(answers: ChatAnswer[], judgement: FactorAnswer): Scoring {
  const { provider, model } = answers.at(-1) ?? { provider: null, model: '' };
  return {
    ...judgement,
    method: 'llm',
    provider,
    model: model.slice(0, MAX_MODEL_NAME),
    promptVersion: PROMPT_VERSION,
    expense: answers.reduce(addExpense, { promptTokens: 0, completionTokens: 0, cost: 0n, attempts: 0 }),
  };
}

function addExpense(sum: Expense, { promptTokens, completionTokens, costPicoUsd, attempts }: ChatAnswer): Expense {
  return {
    promptTokens: sum.promptTokens + promptTokens,
    completionTokens: sum.completionTokens + completionTokens,
    cost: sum.cost + costPicoUsd,
    attempts: sum.attempts + attempts,
  };
}
