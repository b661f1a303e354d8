import type { WorkspaceId } from '../database/workspace-id.js';
import type { RoutingStrategy } from '../llm/llm.settings.js';

export interface ResearchRequest {
  query: string;
  /** Most tokens of the answer. */
  maxTokens: number;
  temperature: number;
  /** `cost_optimized`, if it is not said. */
  strategy?: RoutingStrategy | undefined;
  /** Libraries to read up on. */
  libraries?: string[] | undefined;
  /** The lead that the question is about. */
  leadId?: string | undefined;
}

/** For whom it is researched. */
export interface ResearchCaller {
  workspace: WorkspaceId;
  /** Aborted when the caller is gone. */
  signal: AbortSignal;
  /** Whether the caller may read leads. */
  readsLeads: boolean;
}

export const SOURCE_KINDS = ['documentation', 'lead'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** What an answer may rest on. The first one is cited as [1]. */
export interface ResearchSource {
  title: string;
  url?: string;
  kind: SourceKind;
}

/** How much of what was named the answer could rest on. */
export const GROUNDINGS = ['not_requested', 'grounded', 'partly_grounded', 'ungrounded'] as const;
export type Grounding = (typeof GROUNDINGS)[number];

/** What an answer rests on, known before it is given. */
export interface ResearchBasis {
  sources: ResearchSource[];
  grounding: Grounding;
  /** What was named and is not there, and why. */
  groundingNotes: string[];
}

export interface ResearchAnswer extends ResearchBasis {
  result: string;
  /** Whether it was cut at `maxTokens`. */
  truncated: boolean;
  model: string;
  provider: string;
  tokensUsed: number;
  /** Decimal USD, of all attempts. */
  costUsd: string;
  /** From the question to the end of the answer, in ms. */
  latencyMs: number;
  timestamp: Date;
}

/** An answer that is being given. */
export interface ResearchStream {
  basis: ResearchBasis;
  /**
   * The texts that the answer is made of; it returns the whole. Leaving it early cancels the provider.
   * @throws LlmApiError if the answer breaks off
   */
  texts: AsyncGenerator<string, ResearchAnswer>;
}
