import { Logger } from '@nestjs/common';
import type { LlmSettings } from '../llm.settings.js';
import type { FailureClass, ProviderFailure } from '../providers/failures/provider-failure.js';

const WINDOW_MS = 60_000;
/** Failures of the way to a provider, and answers that cannot be read: their messages are ours or the network's, and hold no secret. */
const WITHOUT_WORDS: readonly FailureClass[] = [
  ...(['connection', 'no_connection', 'silent', 'deadline', 'malformed', 'broken_off'] as const),
  ...(['too_large', 'overloaded'] as const),
];
const LONGEST_REASON = 500;

/** Where a failure happened. */
export interface FailedCall {
  requestId: string | undefined;
  model: string;
  /** Whether the provider was called although its breaker was open. */
  wasOpen: boolean;
}

/**
 * Logs why one provider failed, in its own words or those of the network; callers can cause failures at will, so lines are
 * limited. A caller who hangs up is no failure of the provider.
 */
export class FailureLog {
  private static readonly logger = new Logger(FailureLog.name);
  private windowEnd = 0;
  private logged = 0;
  private omitted = 0;

  constructor(
    private readonly provider: string,
    private readonly limits: Pick<LlmSettings, 'noCreditMs' | 'loggedFailuresPerMinute'>,
  ) {}

  report({ failureClass, facts, message }: ProviderFailure, { requestId, model, wasOpen }: FailedCall): void {
    const { status = null, upstream, isAboutModel } = facts;
    const call = { request_id: requestId, provider: this.provider, model, status };
    const reason =
      upstream?.message ?? (WITHOUT_WORDS.includes(failureClass) ? message.slice(0, LONGEST_REASON) : undefined);
    if (failureClass === 'rejected_key') {
      // Only an operator can mend this. What a provider says of a key may hold the key, and is left out.
      if (isAboutModel === true)
        FailureLog.logger.error({ ...call, reason }, 'The provider does not have the configured model');
      else FailureLog.logger.error(call, 'The provider rejects the API key');
    } else if (failureClass === 'no_credit') {
      if (!wasOpen) FailureLog.logger.error({ ...call, reason }, this.noCredit);
    } else if (failureClass !== 'aborted' && this.mayLog()) {
      FailureLog.logger.warn(
        { ...call, error_class: failureClass, reason, ...(this.omitted > 0 ? { omitted: this.omitted } : {}) },
        'A provider failed or refused a request',
      );
      this.omitted = 0;
    }
  }

  private get noCredit(): string {
    const seconds = Math.round(this.limits.noCreditMs / 1_000);
    return `The account at the provider has no credit. Top it up or raise its spending limit; the provider is left out for ${seconds} s`;
  }

  private mayLog(): boolean {
    const now = performance.now();
    if (now >= this.windowEnd) {
      this.windowEnd = now + WINDOW_MS;
      this.logged = 0;
    }
    this.logged++;
    if (this.logged <= this.limits.loggedFailuresPerMinute) return true;
    this.omitted++;
    return false;
  }
}
