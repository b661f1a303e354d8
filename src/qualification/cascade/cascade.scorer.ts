import { Injectable, Logger } from '@nestjs/common';
import type { LeadFacts } from '../../leads/lead-facts.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { BudgetExceededError, LlmError } from '../../llm/llm.errors.js';
import { FallbackScorer } from '../fallback.scorer.js';
import { type Predicted, predictLead, resultOfPrediction, withoutPoints } from '../learned.scorer.js';
import { percentileOf } from '../learning/predictor.js';
import type { ActiveModel } from '../models/active-models.service.js';
import { cascadeScorer } from '../scorer-names.js';
import type { ScoringRequest, ScoringResult } from '../scorer.js';
import type { ScoringPlan } from '../scoring-plans.service.js';
import { type Band, isAsked, type RankSpan } from './band.js';
import { PastScores } from './past-scores.repository.js';

/** Scores by rules within so many points of each other stand level. */
const LEVEL_POINTS = 0.5;

/** A lead with what tells it from others. */
type Lead = LeadFacts & { id: string };

/** The score that costs nothing, and where it puts the lead. */
interface Cheap {
  result: ScoringResult;
  span: RankSpan;
  limit: number;
  /** Unless rules scored. */
  predicted?: Predicted & { model: ActiveModel };
}

/**
 * Scores every lead by the learned model, or else by rules, and asks a language model only where its answer can matter most: near
 * a tier limit. The answer is added to the score by what past answers were worth, and never replaces it.
 */
@Injectable()
export class CascadeScorer {
  private readonly logger = new Logger(CascadeScorer.name);

  constructor(
    private readonly llm: FallbackScorer,
    private readonly past: PastScores,
  ) {}

  /** @throws LlmError if a language model that is asked cannot score, and nothing may stand in for it */
  async score(lead: Lead, plan: ScoringPlan, request: ScoringRequest): Promise<ScoringResult> {
    const { share, random_share: randomShare } = plan.profile.definition.scoring.cascade;
    const cheap = plan.model
      ? predicted(lead, plan, plan.model)
      : await this.byRules(lead, plan, request.caller.workspace);
    const band: Band = { limit: cheap.limit, share, randomShare };
    if (!isAsked(lead.id, cheap.span, band)) return cheap.result;
    try {
      const answer = await this.llm.score(lead, plan.profile.definition, { ...request, fallback: 'none' });
      return combined(cheap, answer, plan);
    } catch (error) {
      if (!this.mayStandIn(error, request)) throw error;
      return { ...cheap.result, fallbackReason: error.errorCode };
    }
  }

  /** A budget that is spent ends the questions, and not the scoring. */
  private mayStandIn(error: unknown, { signal, fallback }: ScoringRequest): error is LlmError {
    if (!(error instanceof LlmError) || signal?.aborted === true) return false;
    if (error instanceof BudgetExceededError) return true;
    if ((fallback ?? this.llm.fallback) === 'none') return false;
    const { errorCode, details } = error;
    this.logger.warn({ error_code: errorCode, details }, 'The language model failed; the score is that without it');
    return true;
  }

  private async byRules(lead: Lead, { profile }: ScoringPlan, workspace: WorkspaceId): Promise<Cheap> {
    const result = this.llm.scoreByRules(lead, profile.definition);
    const scale = await this.past.scale(workspace);
    const rankOf = (score: number) => (scale === undefined ? score : percentileOf(scale, score));
    return {
      result: { ...result, method: 'cascade', scorer: cascadeScorer(undefined) },
      span: { from: rankOf(result.score - LEVEL_POINTS), to: rankOf(result.score + LEVEL_POINTS) },
      limit: rankOf(limitOf(profile.definition)),
    };
  }
}

function predicted(lead: Lead, { profile: { definition } }: ScoringPlan, model: ActiveModel): Cheap {
  const found = predictLead(lead, definition, model);
  return {
    result: asCascade(resultOfPrediction(found, definition, model), model),
    span: model.predictor.spanOf(found.prediction),
    limit: limitOf(definition),
    predicted: { ...found, model },
  };
}

/** By rules alone, nothing says what the answer of a language model is worth: it is shown, and moves nothing. */
function combined({ result, predicted: found }: Cheap, answer: ScoringResult, plan: ScoringPlan): ScoringResult {
  const { provider, promptVersion, promptTokens, completionTokens, attempts } = answer;
  const paid = { provider, promptVersion, promptTokens, completionTokens, attempts };
  const added = found && withAnswer(found, answer, plan);
  const { reasoning } = added ?? result;
  return {
    ...result,
    ...added,
    ...paid,
    llmScore: answer.score,
    reasoning: `${reasoning} Language model: ${answer.reasoning}`,
  };
}

function withAnswer(
  { model, rules, prediction }: Predicted & { model: ActiveModel },
  answer: ScoringResult,
  { profile }: ScoringPlan,
): ScoringResult {
  const moved = { rules, prediction: model.predictor.withLlmScore(prediction, answer.score) };
  const result = asCascade(resultOfPrediction(moved, profile.definition, model), model);
  return { ...result, factors: Object.assign({}, result.factors, withoutPoints(answer.factors)) };
}

function asCascade(result: ScoringResult, { version }: ActiveModel): ScoringResult {
  return { ...result, method: 'cascade', scorer: cascadeScorer(version) };
}

function limitOf({ tierLimits, scoring }: ScoringPlan['profile']['definition']): number {
  return tierLimits[scoring.cascade.tier.toLowerCase() as keyof typeof tierLimits];
}
