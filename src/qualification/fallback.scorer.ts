import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import { type QualificationFallback, QualificationSettings } from './qualification.settings.js';
import { BudgetExceededError, LlmError } from '../llm/llm.errors.js';
import { LlmRouter } from '../llm/router/llm-router.service.js';
import type { LeadFacts } from '../leads/lead-facts.js';
import { LlmScorer } from './llm.scorer.js';
import type { ScoringProfile } from './profile/scoring-profile.js';
import { RULES_VERSION, scoreByRules } from './rules/rules.scoring.js';
import { assess } from './rules/assessment.js';
import { quotedList } from './rules/lead-text.js';
import { findInLead } from './rules/signals.js';
import { modelScorer, RULES, RULES_AS_FALLBACK } from './scorer-names.js';
import type { ModelResult, ScoringRequest, ScoringResult } from './scorer.js';

/** Scores by a language model where one is configured, by rules where none is, and where it fails if `QUALIFICATION_FALLBACK` allows it. */
@Injectable()
export class FallbackScorer {
  private readonly logger = new Logger(FallbackScorer.name);

  constructor(
    private readonly llm: LlmScorer,
    private readonly router: LlmRouter,
    private readonly settings: QualificationSettings,
  ) {}

  /** What happens when a model cannot score. */
  get fallback(): QualificationFallback {
    return this.settings.fallback;
  }

  /**
   * Refuses callers that may use no configured model: a score by rules would hide that.
   * @throws ModelNotAllowedError
   */
  authorize(caller: Caller): void {
    this.router.requireAnyModel(caller);
  }

  /** @throws ModelNotAllowedError; LlmError if the model cannot score and `QUALIFICATION_FALLBACK` is `none` */
  async score(lead: LeadFacts, profile: ScoringProfile, request: ScoringRequest): Promise<ScoringResult> {
    if (!this.router.isConfigured) return resultOfRules(lead, profile, null);
    try {
      const result = await this.llm.score(lead, profile, request);
      return { ...resultOfModel(result, lead, profile), scorer: this.scorerOf(result) };
    } catch (error) {
      const isCancelled = request.signal?.aborted === true;
      if (!(error instanceof LlmError) || isCancelled || (request.fallback ?? this.settings.fallback) === 'none')
        throw error;
      // A spent budget has been announced, and is no fault that each lead should log.
      if (!(error instanceof BudgetExceededError)) this.logFailure(error);
      return resultOfRules(lead, profile, error.errorCode);
    }
  }

  /** By the profile alone, whatever is configured. */
  scoreByRules(lead: LeadFacts, profile: ScoringProfile): ScoringResult {
    return resultOfRules(lead, profile, null);
  }

  /** By the configured model: what a provider calls it in an answer may change by the day. */
  private scorerOf({ provider, model }: ModelResult): string {
    return modelScorer(this.router.profiles.find(({ name }) => name === provider)?.model ?? model);
  }

  private logFailure({ errorCode, details }: LlmError): void {
    this.logger.warn({ error_code: errorCode, details }, 'The language model failed; scoring by rules instead');
  }
}

/** A model rates the factors; the total, the conditions and the disqualifiers are the profile's. */
function resultOfModel(result: ModelResult, lead: LeadFacts, profile: ScoringProfile): Omit<ScoringResult, 'scorer'> {
  const { disqualifiers } = findInLead(lead, profile);
  const state = disqualifiers.length === 0 ? '' : `Disqualified by ${quotedList(disqualifiers)}. `;
  return {
    ...result,
    ...assess(result.factors, lead, profile, disqualifiers),
    ...{ winProbability: null, llmScore: null },
    reasoning: `${state}${result.reasoning}`,
  };
}

/** By the profile alone: the same lead and profile give the same score, at no cost. */
function resultOfRules(lead: LeadFacts, profile: ScoringProfile, fallbackReason: string | null): ScoringResult {
  const { score, tier, factors, reasoning } = scoreByRules(lead, profile);
  return {
    ...{ score, tier, factors, reasoning, winProbability: null, llmScore: null },
    method: 'rules',
    provider: null,
    model: RULES_VERSION,
    scorer: fallbackReason === null ? RULES : RULES_AS_FALLBACK,
    promptVersion: null,
    fallbackReason,
    promptTokens: null,
    completionTokens: null,
    attempts: null,
  };
}
