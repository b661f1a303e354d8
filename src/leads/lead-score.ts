import type { FactorResponse, FactorsResponse, ScorePartResponse } from './dto/factors.dto.js';

export type FactorScore = FactorResponse;
export type ScorePart = ScorePartResponse;
/** The three factors and the adjustments, as scorers make them, the database stores them and responses have them. */
export type FactorScores = FactorsResponse;

export const QUALIFICATION_METHODS = ['llm', 'rules'] as const;
export type QualificationMethod = (typeof QUALIFICATION_METHODS)[number];

export const TIERS = ['A', 'B', 'C', 'D'] as const;
export type Tier = (typeof TIERS)[number];
