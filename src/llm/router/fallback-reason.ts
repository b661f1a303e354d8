import type { Step } from './attempt-plan.js';
import type { FailedAttempt } from './routed-answer.js';

/** Why `provider` answers and not the one that the strategy put first; `undefined` if it is that one. */
export function fallbackReasonOf(provider: string, failed: readonly FailedAttempt[], step: Step): string | undefined {
  // After `unsupported` the same provider is asked again.
  const first = failed.find((one) => one.provider !== provider && one.failure.failureClass !== 'unsupported');
  return first?.failure.failureClass ?? (step.isForBudget === true ? 'budget' : undefined);
}
