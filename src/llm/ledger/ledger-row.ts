import type { WorkspaceId } from '../../database/workspace-id.js';
import type { RoutingStrategy } from '../llm.settings.js';

/** What language models are asked for. */
export const LLM_OPERATIONS = ['chat', 'qualification', 'research'] as const;
export type LlmOperation = (typeof LLM_OPERATIONS)[number];

export const LLM_OUTCOMES = ['ok', 'error', 'truncated', 'aborted'] as const;
export type LlmOutcome = (typeof LLM_OUTCOMES)[number];

/** Who counted the tokens: the provider, or a tokenizer of ours where it did not; `none` where nothing was used. */
export const USAGE_SOURCES = ['provider', 'estimated', 'none'] as const;
export type UsageSource = (typeof USAGE_SOURCES)[number];

/** One attempt at one provider, as the ledger keeps it: what it used and cost, and nothing of what was said. */
export interface LedgerRow {
  /** The request that it was made for; all its attempts share it. */
  requestId: string;
  workspace: WorkspaceId;
  operation: LlmOperation;
  strategy: RoutingStrategy;
  provider: string;
  /** The model that was asked, or that says it answered. */
  model: string;
  /** 1 for the first attempt of a request. */
  attempt: number;
  outcome: LlmOutcome;
  /** Such as `rate_limited`, `silent` or `connection`; `null` for a success. */
  errorClass: string | null;
  /** HTTP status of the provider, where there was one. */
  status: number | null;
  promptTokens: number;
  /** Of the prompt tokens, those the provider had in its cache. */
  cachedTokens: number;
  completionTokens: number;
  usageSource: UsageSource;
  costPicoUsd: bigint;
  /** Names the price table that the cost was made with. */
  priceVersion: string;
  /** Time to the first content token, in ms; for an answer in one piece, to its end. */
  firstTokenMs: number | null;
  totalMs: number;
  at: Date;
}
