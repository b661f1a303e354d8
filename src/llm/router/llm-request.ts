import type { Caller } from '../../access/caller.js';
import { currentRequest } from '../../telemetry/request-context.js';
import type { LlmOperation } from '../ledger/ledger-row.entity.js';
import type { LlmSettings, RoutingStrategy } from '../llm.settings.js';
import type { ChatBody } from '../providers/answers/chat-completion.js';
import type { Prompt } from '../providers/prompt.js';
import type { CostMeter } from './cost-meter.js';

/** Who pays for a request, and which models it may use. */
export type Payer = Pick<Caller, 'workspace' | 'keyId' | 'models'>;

export function payerOf({ workspace, keyId, models }: Caller): Payer {
  return { workspace, keyId, models };
}

/** Whose calls count together where something may be the caller's own: an API key, or the workspace without one. */
export function callerIdOf({ workspace, keyId }: Pick<Payer, 'workspace' | 'keyId'>): string {
  return keyId ?? workspace;
}

/** A chat completion request. `withDefaults` fills in what it leaves out. */
export interface LlmRequest extends Payer {
  body: ChatBody;
  operation: LlmOperation;
  /** Aborts the attempt under way and prevents further ones. */
  signal: AbortSignal;
  strategy?: RoutingStrategy | undefined;
  /** The only providers to use, whatever the strategy; all by default. */
  providers?: readonly string[] | undefined;
  /** A model of theirs other than the configured one. */
  model?: string | undefined;
  /** What it is for, in words of its caller; those of the request under way by default. */
  tags?: readonly string[] | undefined;
  /** Time for the answer that the caller set, in ms. */
  timeoutMs?: number | undefined;
  /** When work on the request began, by `performance.now()`; now by default. */
  startedAt?: number | undefined;
  /** Adds up what its attempts cost. */
  costs?: CostMeter | undefined;
}

/** A request with everything the router has to know. */
export interface RoutedRequest extends LlmRequest {
  prompt: Prompt;
  tags: readonly string[] | undefined;
  /** Whose calls count together where failures may be the caller's own: an API key, or the workspace without one. */
  caller: string;
  strategy: RoutingStrategy;
  /** When the answer becomes useless, by `performance.now()`. */
  deadlineAt: number;
  /** Whether an answer that does not fit its schema is requested once more, from the best provider. */
  repairs: boolean;
  /** Whether the prompt is the caller's own, who can then mend what a provider refuses. */
  isCallersPrompt: boolean;
  /** Whether each provider is asked before it fails, however many there are. */
  asksAll: boolean;
  /** Attempts already made for this request. */
  attemptsBefore: number;
}

type OperationDefaults = Pick<RoutedRequest, 'repairs' | 'isCallersPrompt' | 'asksAll'> & Pick<LlmRequest, 'strategy'>;

const BY_OPERATION: Record<LlmOperation, OperationDefaults> = {
  chat: { repairs: true, isCallersPrompt: true, asksAll: false },
  embedding: { repairs: false, isCallersPrompt: true, asksAll: false },
  // Repairs its own answers: it can name the problem to the model.
  qualification: { repairs: false, isCallersPrompt: false, asksAll: true },
  research: { repairs: false, isCallersPrompt: true, asksAll: false, strategy: 'cost_optimized' },
};

/** The one place where a request's strategy, deadline and repair are decided. */
export function withDefaults(request: LlmRequest, prompt: Prompt, settings: LlmSettings): RoutedRequest {
  const defaults = BY_OPERATION[request.operation];
  return {
    ...request,
    prompt,
    tags: request.tags ?? currentRequest()?.tags,
    caller: callerIdOf(request),
    strategy: request.strategy ?? defaults.strategy ?? settings.strategy,
    deadlineAt: (request.startedAt ?? performance.now()) + (request.timeoutMs ?? settings.deadlineMs),
    repairs: defaults.repairs,
    isCallersPrompt: defaults.isCallersPrompt,
    asksAll: defaults.asksAll,
    attemptsBefore: 0,
  };
}
