import type { HeldBytes } from '../../resilience/byte-budget.js';
import type { TurnBudget } from '../../resilience/turn-budget.js';
import type { LlmSettings } from '../llm.settings.js';
import type { AttemptLimits } from '../providers/llm-provider.js';
import type { ProviderTimeouts } from '../providers/provider-habits.js';
import type { LlmThreads } from '../threads/llm-threads.service.js';
import type { Step } from './attempt-plan.js';
import type { RoutedRequest } from './llm-request.js';

/** An attempt that is about to be made. */
export interface PlannedAttempt {
  request: RoutedRequest;
  step: Step;
  /** Of the provider, where it has its own. */
  timeouts: ProviderTimeouts;
  /** By `performance.now()`. */
  startedAt: number;
  isHeldBack: boolean;
  held: HeldBytes;
  turns: TurnBudget;
}

/** What one attempt may take of time and memory. */
export function attemptLimits(
  { request, step, timeouts, startedAt, isHeldBack, held, turns }: PlannedAttempt,
  settings: LlmSettings,
  threads: LlmThreads,
): AttemptLimits {
  const { signal, workspace: owner, caller } = request;
  const { maxAnswerBytes, maxStreamBytes } = settings;
  const leftMs = request.deadlineAt - startedAt;
  const totalMs = Math.min(leftMs, timeouts.totalMs ?? Infinity);
  return {
    ...{ signal, owner, caller, isHeldBack, freshConnection: step.freshConnection, adaptation: step.adaptation },
    totalMs,
    totalClass: totalMs < leftMs ? 'silent' : 'deadline',
    firstTokenMs: firstTokenMs(request, step.hasMore, leftMs, timeouts.firstTokenMs ?? settings.firstTokenTimeoutMs),
    idleMs: timeouts.idleMs ?? settings.idleTimeoutMs,
    answer: { maxAnswerBytes, maxStreamBytes, held, turns, threads, owner },
  };
}

/** While another provider could be tried, an answer in one piece may take half of what is left of the deadline. */
function firstTokenMs(request: RoutedRequest, hasMore: boolean, leftMs: number, configuredMs: number): number {
  // A caller who names a time knows how long the model thinks before its first token.
  const isPatient = request.body.stream !== true || request.timeoutMs !== undefined;
  if (!isPatient) return configuredMs;
  return hasMore ? Math.max(configuredMs, leftMs / 2) : leftMs;
}
