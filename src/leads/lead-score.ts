import type { FactorResponse, FactorsResponse, ScorePartResponse } from './dto/factors.dto.js';

export type FactorScore = FactorResponse;
export type ScorePart = ScorePartResponse;
/** The three factors and the adjustments, as scorers make them, the database stores them and responses have them. */
export type FactorScores = FactorsResponse;

export const QUALIFICATION_METHODS = ['llm', 'rules', 'learned', 'cascade'] as const;
export type QualificationMethod = (typeof QUALIFICATION_METHODS)[number];

/** Whether a method may call a provider, and so takes long enough for others to see it in progress. */
export function asksModels(method: QualificationMethod): boolean {
  return method === 'llm' || method === 'cascade';
}

/** How leads of a workspace are scored: `auto` by the best that there is. */
export const SCORING_METHODS = ['auto', ...QUALIFICATION_METHODS] as const;
export type ScoringMethod = (typeof SCORING_METHODS)[number];

/** Of them those that rules and language models rate. */
export type RatedFactorScores = Omit<FactorScores, 'learned'>;

export const TIERS = ['A', 'B', 'C', 'D'] as const;
export type Tier = (typeof TIERS)[number];
