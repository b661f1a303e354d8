import { CircuitBreaker, type Clock, type Permit } from './circuit-breaker.js';
import type { ProviderFailure } from '../providers/provider-failure.js';

/** Weight of the newest measurement. */
const EWMA_ALPHA = 0.2;
/** Age at which a measurement expires; the prior applies again, so that a provider that was slow is tried again. */
const MEASUREMENT_FRESH_MS = 300_000;

/** Health of a provider, from the outcomes of its calls. */
export class ProviderHealth {
  readonly breaker: CircuitBreaker;
  private ewmaMs: number | undefined;
  private measuredAt = 0;

  constructor(
    private readonly latencyPriorMs: number,
    private readonly now: Clock,
  ) {
    this.breaker = new CircuitBreaker(now);
  }

  /** Recent time to the first token, in ms, or the prior without a recent measurement. */
  get latencyMs(): number {
    return this.measuredLatencyMs ?? this.latencyPriorMs;
  }

  get measuredLatencyMs(): number | undefined {
    return this.now() - this.measuredAt > MEASUREMENT_FRESH_MS ? undefined : this.ewmaMs;
  }

  measure(firstTokenMs: number): void {
    const known = this.measuredLatencyMs;
    this.ewmaMs = known === undefined ? firstTokenMs : known + EWMA_ALPHA * (firstTokenMs - known);
    this.measuredAt = this.now();
  }

  /** Counts a failure against the provider, unless it is the caller's own. */
  recordFailure(permit: Permit, { failureClass, facts }: ProviderFailure): void {
    switch (failureClass) {
      case 'aborted':
      case 'refused':
      case 'context_length':
      case 'unknown_model':
      case 'no_connection':
        permit.release();
        return;
      case 'rejected_key':
        permit.trip();
        return;
      case 'rate_limited':
        if (facts.retryAfterMs === undefined) permit.fail();
        else permit.release();
        this.breaker.keepOpenUntil(this.now() + (facts.retryAfterMs ?? 0));
        return;
      case 'connection':
      case 'server_error':
      case 'unavailable':
      case 'malformed':
      case 'broken_off':
      case 'silent':
      case 'deadline':
        permit.fail();
        return;
      default:
        failureClass satisfies never;
    }
  }
}
