import type { WorkspaceId } from '../database/workspace-id.js';
import type { LeadFacts } from '../leads/lead-facts.js';
import type { QualificationMethod } from '../leads/lead-score.js';
import type { RoutingStrategy } from '../llm/llm.settings.js';
import type { ScoringProfile } from './profile/scoring-profile.js';
import type { FactorScores } from './scoring.js';

/** For whom a lead is scored, and how. */
export interface ScoringRequest {
  workspace: WorkspaceId;
  strategy?: RoutingStrategy | undefined;
  /** Cancels scoring; without it, scoring is finished even if its caller has gone. */
  signal?: AbortSignal | undefined;
}

/** What language models used and cost. */
export interface TokenUsage {
  promptTokens: number;
  completionTokens: number;
  costPicoUsd: bigint;
  /** How many calls to providers it took. */
  attempts: number;
}

/** The factors of a lead, and what they were scored with. */
export interface ScoringResult {
  factors: FactorScores;
  reasoning: string;
  method: QualificationMethod;
  provider: string | null;
  model: string;
  promptVersion: string | null;
  /** `null` where no model was called. */
  usage: TokenUsage | null;
  /** The error code for which rules were used instead of a model. */
  fallbackReason: string | null;
}

/** Scores the three factors of a lead; the total is computed from them elsewhere. */
export interface Scorer {
  score(lead: LeadFacts, profile: ScoringProfile, request: ScoringRequest): Promise<ScoringResult>;
}
