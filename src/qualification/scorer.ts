import type { Caller } from '../access/caller.js';
import type { RoutingStrategy } from '../llm/llm.settings.js';
import type { QualificationEntity } from './qualification.entity.js';

/** For whom a lead is scored, and how. */
export interface ScoringRequest {
  caller: Caller;
  strategy?: RoutingStrategy | undefined;
  /** Cancels scoring; without it, scoring is finished even if its caller has gone. */
  signal?: AbortSignal | undefined;
}

/** The factors of a lead, and what they were scored with; the total is computed from them elsewhere. */
export type ScoringResult = Pick<
  QualificationEntity,
  | 'factors'
  | 'reasoning'
  | 'method'
  | 'provider'
  | 'model'
  | 'promptVersion'
  | 'fallbackReason'
  | 'promptTokens'
  | 'completionTokens'
  | 'costPicoUsd'
  | 'attempts'
>;
