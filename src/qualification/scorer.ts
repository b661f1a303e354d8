import type { Caller } from '../access/caller.js';
import type { ScoringMethod } from '../leads/lead-score.js';
import type { CostMeter } from '../llm/router/cost-meter.js';
import type { RoutingStrategy } from '../llm/llm.settings.js';
import type { QualificationEntity } from './qualification.entity.js';
import type { QualificationFallback } from './qualification.settings.js';
import type { RatedFactors } from './scoring.js';

/** For whom a lead is scored, and how. */
export interface ScoringRequest {
  caller: Caller;
  strategy?: RoutingStrategy | undefined;
  /** Cancels scoring; without it, scoring is finished even if its caller has gone. */
  signal?: AbortSignal | undefined;
  /** What happens when the model cannot score; by default what `QUALIFICATION_FALLBACK` says. */
  fallback?: QualificationFallback | undefined;
  /** Adds up what it costs. */
  costs?: CostMeter | undefined;
}

/** How to score, and by what; and whether to ask a model although another caller is asking one about the same lead. */
export type QualificationOptions = Omit<ScoringRequest, 'caller' | 'costs'> & {
  method?: ScoringMethod | undefined;
  force?: boolean | undefined;
};

/** The score of a lead, its factors, and what they were rated by. */
export type ScoringResult = Pick<
  QualificationEntity,
  | 'score'
  | 'tier'
  | 'winProbability'
  | 'llmScore'
  | 'factors'
  | 'reasoning'
  | 'method'
  | 'provider'
  | 'model'
  | 'promptVersion'
  | 'fallbackReason'
  | 'promptTokens'
  | 'completionTokens'
  | 'attempts'
> & {
  /** Who scored, and its version: see `CurrentScoring`. */
  scorer: string;
};

/** A score, and what all calls about it cost, also those that gave none: `null` if no language model was asked. */
export type PaidResult = ScoringResult & Pick<QualificationEntity, 'costPicoUsd'>;

/** What a model makes of a lead; the total is computed from its factors elsewhere. */
export type ModelResult = Omit<
  ScoringResult,
  'score' | 'tier' | 'winProbability' | 'llmScore' | 'factors' | 'scorer'
> & { factors: RatedFactors };
