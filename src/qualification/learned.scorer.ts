import { type LeadFacts, toDocument } from '../leads/lead-facts.js';
import type { FactorScore, RatedFactorScores } from '../leads/lead-score.js';
import { learnedFactors, learnedReasoning } from './learning/learned-factors.js';
import type { Prediction } from './learning/predictor.js';
import type { ActiveModel } from './models/active-models.service.js';
import type { ScoringProfile } from './profile/scoring-profile.js';
import { disqualifiedPoints } from './rules/assessment.js';
import { quotedList } from './rules/lead-text.js';
import { rateByRules, type RulesRating } from './rules/rules.scoring.js';
import { learnedScorer } from './scorer-names.js';
import type { ScoringResult } from './scorer.js';
import { tierOf } from './scoring.js';

/** What a learned model makes of a lead, and what the rules do, whose total is one of its parts. */
export interface Predicted {
  rules: RulesRating;
  prediction: Prediction;
}

export function predictLead(lead: LeadFacts, profile: ScoringProfile, { predictor }: ActiveModel): Predicted {
  const rules = rateByRules(lead, profile);
  return { rules, prediction: predictor.predict(toDocument(lead), rules.score) };
}

/** Scores by what past outcomes taught. */
export function scoreByModel(lead: LeadFacts, profile: ScoringProfile, model: ActiveModel): ScoringResult {
  return resultOfPrediction(predictLead(lead, profile, model), profile, model);
}

/** The score is the percentile among past leads; a disqualified lead is in tier D, as by every method. */
export function resultOfPrediction(
  { rules, prediction }: Predicted,
  { tierLimits }: ScoringProfile,
  { version }: ActiveModel,
): ScoringResult {
  const { disqualifiers } = rules;
  const isDisqualified = disqualifiers.length > 0;
  const score = isDisqualified ? Math.min(prediction.score, disqualifiedPoints(tierLimits)) : prediction.score;
  const state = isDisqualified ? `Disqualified by ${quotedList(disqualifiers)}. ` : '';
  return {
    score,
    tier: isDisqualified ? 'D' : tierOf(score, tierLimits),
    winProbability: prediction.probability,
    factors: { ...withoutPoints(rules.factors), learned: learnedFactors(prediction) },
    reasoning: `${state}${learnedReasoning(prediction)}`,
    ...{ method: 'learned', provider: null, model: `learned-${version}`, scorer: learnedScorer(version) },
    ...{ llmScore: null, promptVersion: null, fallbackReason: null },
    ...{ promptTokens: null, completionTokens: null, attempts: null },
  };
}

/** Factors that do not add up to the score of a lead, since something else makes it. */
export function withoutPoints({ company_fit, contact_quality, sales_potential }: RatedFactorScores): RatedFactorScores {
  return {
    company_fit: rated(company_fit),
    contact_quality: rated(contact_quality),
    sales_potential: rated(sales_potential),
  };
}

function rated({ score, reason }: FactorScore): FactorScore {
  return { score, reason };
}
