import type { ProviderFailure } from '../providers/failures/provider-failure.js';
import { CallerBreakers } from './caller-breakers.js';
import { type BreakerState, CircuitBreaker, type Clock, type Permit } from './circuit-breaker.js';

/** Weight of the newest measurement. */
const EWMA_ALPHA = 0.2;
/** Age at which a measurement expires; the prior applies again, so that a provider that was slow is tried again. */
const MEASUREMENT_FRESH_MS = 300_000;

/** How long an account without credit keeps its provider's breaker open: an operator has to top it up. */
const NO_CREDIT_MS = 300_000;

/** Permission for one call of a caller. */
export interface CallPermit {
  readonly caller: string;
  /** Of the provider's breaker. */
  readonly shared: Permit;
  /** Of the caller's own, if there is one. */
  readonly own: Permit | undefined;
}

/** Health of a provider, from the outcomes of its calls. */
export class ProviderHealth {
  readonly breaker: CircuitBreaker;
  private readonly callers: CallerBreakers;
  private ewmaMs: number | undefined;
  private measuredAt = 0;

  constructor(
    private readonly latencyPriorMs: number,
    private readonly now: Clock,
    private readonly noCreditMs = NO_CREDIT_MS,
  ) {
    this.breaker = new CircuitBreaker(now);
    this.callers = new CallerBreakers(now);
  }

  /** Recent time to the first token, in ms, or the prior without a recent measurement. */
  get latencyMs(): number {
    return this.measuredLatencyMs ?? this.latencyPriorMs;
  }

  get measuredLatencyMs(): number | undefined {
    return this.now() - this.measuredAt > MEASUREMENT_FRESH_MS ? undefined : this.ewmaMs;
  }

  /** Whether `caller` may call the provider now. */
  stateFor(caller: string): BreakerState {
    const own = this.callers.get(caller)?.state ?? 'closed';
    return own === 'open' || this.breaker.state === 'closed' ? own : this.breaker.state;
  }

  /** How long it stays open for `caller`, in ms; 0 when it is not, or waits for its one probe. */
  openMsLeftFor(caller: string): number {
    return Math.max(this.breaker.openMsLeft, this.callers.get(caller)?.openMsLeft ?? 0);
  }

  /** A permit for a call, if the breaker and the caller's own grant one. */
  acquire(caller: string): CallPermit | undefined {
    const shared = this.breaker.acquire();
    if (shared === undefined) return undefined;
    const breaker = this.callers.get(caller);
    const own = breaker?.acquire();
    if (breaker === undefined || own !== undefined) return { caller, shared, own };
    shared.release();
    return undefined;
  }

  /** A permit although a breaker is open, for when no other provider is left. */
  force(caller: string): CallPermit {
    return { caller, shared: this.breaker.force(), own: this.callers.get(caller)?.force() };
  }

  /** @param firstTokenMs time to the first content, in ms */
  recordSuccess({ shared, own }: CallPermit, firstTokenMs: number): void {
    shared.succeed();
    own?.succeed();
    const known = this.measuredLatencyMs;
    this.ewmaMs = known === undefined ? firstTokenMs : known + EWMA_ALPHA * (firstTokenMs - known);
    this.measuredAt = this.now();
  }

  /** Ends a call that says nothing about the provider. */
  release({ shared, own }: CallPermit): void {
    shared.release();
    own?.release();
  }

  /** Ends a call that failed. It counts against the provider, against the caller alone, or not at all. */
  recordFailure(permit: CallPermit, { failureClass, facts }: ProviderFailure): void {
    switch (failureClass) {
      case 'aborted':
      case 'refused':
      case 'context_length':
      case 'max_tokens':
      case 'unsupported':
      case 'unknown_model':
      case 'no_connection':
      case 'overloaded':
        this.release(permit);
        return;
      case 'rejected_key':
        this.count(permit, 'trip');
        return;
      case 'no_credit':
        this.count(permit, 'release');
        this.breaker.keepOpenUntil(this.now() + this.noCreditMs);
        return;
      case 'rate_limited':
        this.count(permit, facts.retryAfterMs === undefined ? 'fail' : 'release');
        this.breaker.keepOpenUntil(this.now() + (facts.retryAfterMs ?? 0));
        return;
      case 'blocked':
      case 'too_large':
      case 'silent':
      case 'deadline':
        this.countForCaller(permit);
        return;
      case 'unavailable':
        this.count(permit, 'fail');
        this.breaker.keepOpenUntil(this.now() + (facts.retryAfterMs ?? 0));
        return;
      case 'connection':
      case 'server_error':
      case 'malformed':
      case 'broken_off':
        this.count(permit, 'fail');
        return;
      default:
        failureClass satisfies never;
    }
  }

  private count({ shared, own }: CallPermit, outcome: 'fail' | 'trip' | 'release'): void {
    shared[outcome]();
    own?.release();
  }

  private countForCaller({ caller, shared, own }: CallPermit): void {
    (own ?? this.callers.ensure(caller).acquire())?.fail();
    if (this.callers.confirm(caller)) shared.fail();
    else shared.suspect();
  }
}
