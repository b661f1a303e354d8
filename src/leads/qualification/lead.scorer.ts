import type { RoutingStrategy } from '../../llm/router/routing-strategy.js';
import type { LeadFacts } from './lead-facts.js';
import type { ScoringProfile } from './profile/scoring-profile.js';
import type { FactorScores, QualificationMethod } from './scoring.js';

/** What a scorer found out, and with what. */
export interface Scoring {
  factors: FactorScores;
  reasoning: string;
  method: QualificationMethod;
  provider: string | null;
  model: string;
  promptVersion: string | null;
  /** The error code for which this scorer stood in for another. */
  fallbackReason?: string;
}

/** Judges the three factors of a lead. The total is not its business. */
export abstract class LeadScorer {
  /** Whether scoring leaves this process, and so takes long enough for others to see it going on. */
  abstract readonly isRemote: boolean;

  abstract score(lead: LeadFacts, profile: ScoringProfile, strategy?: RoutingStrategy): Promise<Scoring>;
}
