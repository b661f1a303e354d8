import type { WorkspaceId } from '../database/workspace-id.js';

export interface ResearchCaller {
  workspace: WorkspaceId;
  /** Aborted when the caller has disconnected. */
  signal: AbortSignal;
  /** Whether the caller may read leads. */
  readsLeads: boolean;
}

export const SOURCE_KINDS = ['documentation', 'lead'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** How many of the named libraries and leads the answer could use. */
export const GROUNDINGS = ['not_requested', 'grounded', 'partly_grounded', 'ungrounded'] as const;
export type Grounding = (typeof GROUNDINGS)[number];
