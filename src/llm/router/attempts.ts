import { setTimeout as sleep } from 'node:timers/promises';
import type { AttemptPlan, Step } from './attempt-plan.js';
import type { Permit } from './circuit-breaker.js';
import type { ProviderEntry, ProviderRegistry } from './provider-registry.js';
import { ProviderFailure } from '../providers/provider-failure.js';

/** One attempt that failed. */
export interface FailedAttempt {
  provider: string;
  failure: ProviderFailure;
  ms: number;
}

/** One attempt that may be made now. */
export interface Attempt {
  member: ProviderEntry;
  permit: Permit;
  /** 1 for the first. */
  number: number;
  freshConnection: boolean;
  /** What is left of the deadline, in ms. */
  leftMs: number;
  /** Whether another provider could be asked after this one. */
  hasMore: boolean;
  /** Those before it. */
  failed: readonly FailedAttempt[];
}

/** No provider gave an answer. */
export class AttemptsFailedError extends Error {
  constructor(readonly attempts: readonly FailedAttempt[]) {
    super('No provider answered');
  }
}

/**
 * Asks one provider after the other, as the plan has it, until one answers or the deadline is over.
 * @param deadlineAt by `performance.now()`
 * @param ask makes one attempt, and ends its permit
 * @throws AttemptsFailedError
 */
export async function makeAttempts<Answer>(
  registry: ProviderRegistry,
  plan: AttemptPlan,
  deadlineAt: number,
  signal: AbortSignal,
  ask: (attempt: Attempt) => Promise<Answer>,
): Promise<Answer> {
  const failed: FailedAttempt[] = [];
  let step = plan.first();
  while (step !== undefined) {
    const current: Step = step;
    const { provider, freshConnection } = current;
    const startedAt = performance.now();
    try {
      await pause(current.pauseMs, signal);
      const member = registry.entry(provider);
      const permit = member.health.admit(current.isForced);
      if (permit === undefined) {
        step = plan.insteadOf(current);
        continue;
      }
      const number = failed.length + 1;
      const leftMs = deadlineAt - performance.now();
      return await ask({ member, permit, number, freshConnection, leftMs, hasMore: plan.hasMore, failed });
    } catch (failure) {
      if (!(failure instanceof ProviderFailure)) throw failure;
      failed.push({ provider, failure, ms: Math.round(performance.now() - startedAt) });
      step = signal.aborted ? undefined : plan.after(current, failure, deadlineAt - performance.now());
    }
  }
  throw new AttemptsFailedError(failed);
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0) return;
  try {
    await sleep(ms, undefined, { signal });
  } catch (error) {
    throw new ProviderFailure('aborted', 'The caller hung up', {}, { cause: error });
  }
}
