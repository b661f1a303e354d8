import type { WorkspaceId } from '../../database/workspace-id.js';
import type { RoutingStrategy } from '../llm.settings.js';

/** What language models are used for. */
export const LLM_OPERATIONS = ['chat', 'qualification', 'research'] as const;
export type LlmOperation = (typeof LLM_OPERATIONS)[number];

export const LLM_OUTCOMES = ['ok', 'error', 'truncated', 'aborted'] as const;
export type LlmOutcome = (typeof LLM_OUTCOMES)[number];

/** Where token counts come from: the provider, our own tokenizer, or `none` where no tokens were used. */
export const USAGE_SOURCES = ['provider', 'estimated', 'none'] as const;
export type UsageSource = (typeof USAGE_SOURCES)[number];

/** One attempt at one provider: what it used and cost. It holds no text of prompts or answers. */
export interface LedgerRow {
  /** Made here and not by the database, so that a repeated write finds what the first one wrote. */
  readonly id: string;
  /** The request that it was made for; all its attempts share it. */
  requestId: string;
  workspace: WorkspaceId;
  operation: LlmOperation;
  strategy: RoutingStrategy;
  provider: string;
  /** The requested model, or the one that the answer names. */
  model: string;
  /** 1 for the first attempt of a request. */
  attempt: number;
  outcome: LlmOutcome;
  /** Such as `rate_limited`, `silent` or `connection`; `null` for a success. */
  errorClass: string | null;
  /** HTTP status of the provider, where there was one. */
  status: number | null;
  promptTokens: number;
  /** Prompt tokens that the provider had in its cache. */
  cachedTokens: number;
  completionTokens: number;
  usageSource: UsageSource;
  costPicoUsd: bigint;
  /** Names the prices that the cost was computed with. */
  priceVersion: string;
  /** Time to the first content token, in ms; for an answer in one piece, to its end. */
  firstTokenMs: number | null;
  totalMs: number;
  at: Date;
}
