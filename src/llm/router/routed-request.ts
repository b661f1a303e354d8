import type { WorkspaceId } from '../../database/workspace-id.js';
import type { LlmOperation } from '../ledger/ledger-row.js';
import type { ChatBody } from '../providers/llm-provider.js';
import type { RoutingStrategy } from '../llm.settings.js';

/** Where a request wants to go: to whoever the strategy picks, or to one provider, perhaps for a model of its own. */
export interface Target {
  strategy: RoutingStrategy;
  provider?: string | undefined;
  model?: string | undefined;
}

/** A chat completion to be had from some provider. */
export interface RoutedRequest {
  body: ChatBody;
  target: Target;
  workspace: WorkspaceId;
  operation: LlmOperation;
  /** Aborted when the caller is gone. */
  signal: AbortSignal;
  /** Whether an answer that does not fit the schema that was asked for is asked for again, once. */
  repairs: boolean;
  /** When the answer is of no use any more, by `performance.now()`; `LLM_DEADLINE_MS` from now, if it is not said. */
  deadlineAt?: number;
  /** Whether the prompt is the caller's own, so that a refusal of it is theirs to mend. */
  isCallersOwn: boolean;
  /** Attempts that were made for this request already. */
  attemptsBefore?: number;
}

/** Who answered, and how it went. */
export interface Route {
  provider: string;
  model: string;
  strategy: RoutingStrategy;
  /** How many attempts it took, the last one included. */
  attempts: number;
  /** Why the first provider did not answer, where another one did. */
  fallbackReason: string | undefined;
}
