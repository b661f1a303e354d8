import type { WorkspaceId } from '../database/workspace-id.js';
import type { RoutingStrategy } from '../llm/llm.settings.js';
import type { LeadFacts } from './lead-facts.js';
import type { ScoringProfile } from './profile/scoring-profile.js';
import type { QualificationMethod } from '../leads/lead-score.js';
import type { FactorScores } from './scoring.js';

/** For whom a lead is scored, and how. */
export interface ScoringOrder {
  workspace: WorkspaceId;
  strategy?: RoutingStrategy | undefined;
  /** Gives the scoring up; without it, what was begun is finished and kept, whether its caller waits or not. */
  signal?: AbortSignal | undefined;
}

/** What language models were used for. */
export interface Expense {
  promptTokens: number;
  completionTokens: number;
  /** In pico-USD. */
  cost: bigint;
  /** How often a provider was asked. */
  attempts: number;
}

/** What a scorer found out, and with what. */
export interface Scoring {
  factors: FactorScores;
  reasoning: string;
  method: QualificationMethod;
  provider: string | null;
  model: string;
  promptVersion: string | null;
  /** `null` where no model was asked. */
  expense: Expense | null;
  /** The error code for which this scorer stood in for another. */
  fallbackReason?: string;
}

/** Judges the three factors of a lead. The total is not its business. */
export abstract class LeadScorer {
  /** Whether scoring leaves this process, and so takes long enough for others to see it going on. */
  abstract readonly isRemote: boolean;

  abstract score(lead: LeadFacts, profile: ScoringProfile, order: ScoringOrder): Promise<Scoring>;
}
