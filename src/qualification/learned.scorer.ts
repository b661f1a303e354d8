import type { LeadFacts } from '../leads/lead-facts.js';
import { toDocument } from '../leads/lead-facts.js';
import type { FactorScore, RatedFactorScores } from '../leads/lead-score.js';
import { learnedFactors, learnedReasoning } from './learning/learned-factors.js';
import type { ActiveModel } from './models/active-models.service.js';
import type { ScoringProfile } from './profile/scoring-profile.js';
import { disqualifiedPoints } from './rules/assessment.js';
import { quotedList } from './rules/lead-text.js';
import { scoreByRules } from './rules/rules.scoring.js';
import { learnedScorer } from './scorer-names.js';
import type { ScoringResult } from './scorer.js';
import { tierOf } from './scoring.js';

/**
 * Scores by what past outcomes taught: the score is the percentile among past leads. What the rules say is one of its parts,
 * and a disqualified lead is in tier D, as by every method.
 */
export function scoreByModel(
  lead: LeadFacts,
  profile: ScoringProfile,
  { version, predictor }: ActiveModel,
): ScoringResult {
  const rules = scoreByRules(lead, profile);
  const prediction = predictor.predict(toDocument(lead), rules.score);
  const { disqualifiers } = rules;
  const isDisqualified = disqualifiers.length > 0;
  const score = isDisqualified ? Math.min(prediction.score, disqualifiedPoints(profile.tierLimits)) : prediction.score;
  const state = isDisqualified ? `Disqualified by ${quotedList(disqualifiers)}. ` : '';
  return {
    score,
    tier: isDisqualified ? 'D' : tierOf(score, profile.tierLimits),
    winProbability: prediction.probability,
    factors: { ...withoutPoints(rules.factors), learned: learnedFactors(prediction) },
    reasoning: `${state}${learnedReasoning(prediction)}`,
    ...{ method: 'learned', provider: null, model: `learned-${version}`, scorer: learnedScorer(version) },
    ...{ llmScore: null, promptVersion: null, fallbackReason: null },
    ...{ promptTokens: null, completionTokens: null, costPicoUsd: null, attempts: null },
  };
}

/** What the rules think of a lead, which does not add up to its score here. */
function withoutPoints({ company_fit, contact_quality, sales_potential }: RatedFactorScores): RatedFactorScores {
  return {
    company_fit: rated(company_fit),
    contact_quality: rated(contact_quality),
    sales_potential: rated(sales_potential),
  };
}

function rated({ score, reason }: FactorScore): FactorScore {
  return { score, reason };
}
