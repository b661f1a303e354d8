import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import type { LeadFacts } from '../leads/lead-facts.js';
import { asksModels } from '../leads/lead-score.js';
import { CostMeter } from '../llm/router/cost-meter.js';
import { CascadeScorer } from './cascade/cascade.scorer.js';
import { FallbackScorer } from './fallback.scorer.js';
import { scoreByModel } from './learned.scorer.js';
import { cascadeScorer, learnedScorer, RULES, RULES_AS_FALLBACK } from './scorer-names.js';
import type { PaidResult, ScoringRequest, ScoringResult } from './scorer.js';
import type { ScoringPlan } from './scoring-plans.service.js';

/** Who scores by a plan, and its version; `undefined` where that is a language model for each lead. */
export function scorerOf({ method, model, substitution }: ScoringPlan): string | undefined {
  if (method === 'cascade') return cascadeScorer(model?.version);
  if (method === 'llm') return undefined;
  if (substitution !== undefined) return RULES_AS_FALLBACK;
  return method === 'learned' && model !== undefined ? learnedScorer(model.version) : RULES;
}

/** Scores a lead by the method of a plan. */
@Injectable()
export class LeadScorer {
  constructor(
    private readonly llm: FallbackScorer,
    private readonly cascade: CascadeScorer,
  ) {}

  /**
   * Refuses callers that may use no configured language model where one is to be asked: a score by rules would hide that.
   * @throws ModelNotAllowedError
   */
  authorize(caller: Caller, { method }: ScoringPlan): void {
    if (asksModels(method)) this.llm.authorize(caller);
  }

  /** @throws ModelNotAllowedError; LlmError if a language model cannot score and `QUALIFICATION_FALLBACK` is `none` */
  async score(lead: LeadFacts & { id: string }, plan: ScoringPlan, request: ScoringRequest): Promise<PaidResult> {
    if (!asksModels(plan.method)) return this.scoreAlone(lead, plan);
    const { costs = new CostMeter() } = request;
    const result = await this.ask(lead, plan, { ...request, costs });
    return { ...result, costPicoUsd: costs.picoUsd === undefined ? null : String(costs.picoUsd) };
  }

  /** By the learned model, or by rules: the same lead, profile and model give the same score, at no cost. */
  scoreAlone(lead: LeadFacts, plan: ScoringPlan): PaidResult {
    return { ...this.compute(lead, plan), costPicoUsd: null };
  }

  private ask(lead: LeadFacts & { id: string }, plan: ScoringPlan, request: ScoringRequest): Promise<ScoringResult> {
    if (plan.method === 'cascade') return this.cascade.score(lead, plan, request);
    return this.llm.score(lead, plan.profile.definition, request);
  }

  private compute(lead: LeadFacts, { method, profile, model, substitution }: ScoringPlan): ScoringResult {
    if (method === 'learned' && model !== undefined) return scoreByModel(lead, profile.definition, model);
    const result = this.llm.scoreByRules(lead, profile.definition);
    if (substitution === undefined) return result;
    const { code: fallbackReason, sentence } = substitution;
    return {
      ...result,
      fallbackReason,
      scorer: RULES_AS_FALLBACK,
      reasoning: `${sentence} By rules: ${result.reasoning}`,
    };
  }
}
