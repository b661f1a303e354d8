import type { RoutingStrategy } from '../llm.settings.js';
import { AdaptedFailure } from '../providers/adapted-failure.js';
import type { Adaptation } from '../providers/known-habits.js';
import type { FailureClass, ProviderFailure } from '../providers/failures/provider-failure.js';

const MOST_ATTEMPTS = 3;
const MOST_PER_PROVIDER = 2;
const PAUSE_AFTER_500_MS = 200;

/** Longest `Retry-After` that each strategy waits for, in ms. */
const PATIENCE_MS: Record<RoutingStrategy, number> = {
  cost_optimized: 5_000,
  balanced: 2_500,
  latency_optimized: 0,
  quality_optimized: 0,
};

/** Times that a request is sent once more at once, without what the provider refused; each differs from those before it. */
const MOST_ADAPTED = 8;

/** Where to go after a failure, if the same provider is not tried again: `larger` is one that may have a larger context window. */
type Action = 'next' | 'larger' | 'stop';

const ACTIONS: Record<FailureClass, Action> = {
  connection: 'next',
  server_error: 'next',
  unavailable: 'next',
  no_connection: 'next',
  rate_limited: 'next',
  rejected_key: 'next',
  no_credit: 'next',
  blocked: 'next',
  context_length: 'larger',
  max_tokens: 'larger',
  refused: 'next',
  unsupported: 'next',
  unknown_model: 'next',
  malformed: 'next',
  too_large: 'next',
  overloaded: 'stop',
  broken_off: 'next',
  silent: 'next',
  deadline: 'stop',
  aborted: 'stop',
};

/** Failures after which an attempt does not count: a refusal takes no time, and another provider may answer. */
const REFUSALS: readonly FailureClass[] = [
  ...(['refused', 'context_length', 'max_tokens', 'unknown_model', 'rejected_key', 'no_credit', 'blocked'] as const),
];

export interface Step {
  provider: string;
  /** To wait before it, in ms. */
  pauseMs: number;
  /** Whether to leave pooled connections alone. */
  freshConnection: boolean;
  /** Whether to call the provider although its breaker is open. */
  isForced: boolean;
  /** Whether another provider could be tried if this attempt fails. */
  hasMore: boolean;
  /** Whether it takes the place of one that a budget refused. */
  isForBudget?: boolean;
  /** How the provider's refusals changed the request. */
  adaptation?: Adaptation | undefined;
}

/** What a plan needs to know of a provider. */
export interface Option {
  name: string;
  /** As far as it is known, in tokens. */
  contextWindow: number;
  isOpen: boolean;
  /** Whether its calls are known to cost nothing. */
  isFree: boolean;
}

/**
 * Which provider is tried next after each failure: at most two attempts at one provider, and three in all that were no
 * refusals. If no provider with a closed breaker is left, the one whose breaker closes first is tried once. Pure: it measures
 * no time and makes no calls.
 */
export class AttemptPlan {
  private readonly options: readonly Option[];
  private readonly mostAttempts: number;
  private readonly counts = new Map<string, number>();
  private attempts = 0;
  private adapted = 0;
  private skipped: string | undefined;

  /**
   * @param options in the order of the strategy, those with an open breaker last
   * @param random a number from 0 to 1, for jitter
   * @param asksAll whether each provider is asked, however many there are
   */
  constructor(
    options: readonly Option[],
    private readonly strategy: RoutingStrategy,
    private readonly random: () => number,
    private readonly asksAll = false,
  ) {
    const firstOpen = options.findIndex(({ isOpen }) => isOpen);
    this.options = firstOpen < 0 ? options : options.slice(0, firstOpen + 1);
    this.mostAttempts = asksAll ? Math.max(MOST_ATTEMPTS, this.options.length + 1) : MOST_ATTEMPTS;
  }

  first(): Step | undefined {
    return this.next(() => true);
  }

  /** The attempt in place of one that could not be made, since its provider's breaker has opened meanwhile. */
  insteadOf({ provider }: Step): Step | undefined {
    this.attempts--;
    this.skipped ??= provider;
    const next = this.next(() => true);
    if (next !== undefined || this.attempts > 0) return next;
    return this.take({ provider: this.skipped, pauseMs: 0, freshConnection: false, isForced: true });
  }

  /** The attempt in place of one that a budget refused before it was made, in the order of the strategy. */
  affordableInsteadOf(isAffordable: (option: Option) => boolean): Step | undefined {
    this.attempts--;
    const step = this.next(isAffordable);
    return step && { ...step, isForBudget: true };
  }

  /**
   * The attempt after one that failed, or `undefined` where none is left or another would not help.
   * @param leftMs what is left of the deadline
   */
  after(step: Step, failure: ProviderFailure, leftMs: number): Step | undefined {
    const { provider } = step;
    const { failureClass, facts } = failure;
    const action = ACTIONS[failureClass];
    if (action === 'stop' || leftMs <= 0) return undefined;
    if (failure instanceof AdaptedFailure && ++this.adapted <= MOST_ADAPTED) {
      return { ...step, pauseMs: 0, freshConnection: false, adaptation: failure.adaptation };
    }
    if (REFUSALS.includes(failureClass)) this.attempts--;
    const pauseMs = this.pauseBeforeRetry(failureClass, facts.retryAfterMs);
    if (pauseMs !== undefined && pauseMs < leftMs && this.mayRetry(provider)) {
      // The breaker stays open until the moment that the provider named; every caller that waited for it may try again.
      const isForced = failureClass === 'rate_limited';
      const freshConnection = failureClass === 'connection';
      return this.take({ provider, pauseMs, freshConnection, isForced, adaptation: step.adaptation });
    }
    const window = action === 'larger' ? (facts.contextWindow ?? 0) : 0;
    return this.next(({ contextWindow }) => contextWindow > window);
  }

  /** How long to wait before the same provider is tried again; `undefined` if that would not help. */
  private pauseBeforeRetry(failureClass: FailureClass, retryAfterMs: number | undefined): number | undefined {
    if (failureClass === 'connection') return 0;
    if (failureClass === 'server_error') return PAUSE_AFTER_500_MS * (0.5 + this.random());
    const isShort = retryAfterMs !== undefined && retryAfterMs <= PATIENCE_MS[this.strategy];
    return failureClass === 'rate_limited' && isShort ? retryAfterMs : undefined;
  }

  private next(fits: (option: Option) => boolean): Step | undefined {
    const option = this.options.find((one) => !this.counts.has(one.name) && fits(one));
    if (option === undefined || this.attempts >= this.mostAttempts) return undefined;
    return this.take({ provider: option.name, pauseMs: 0, freshConnection: false, isForced: option.isOpen });
  }

  private mayRetry(provider: string): boolean {
    // No second attempt takes the place of the first one at another provider that is to be asked.
    const reserved = this.asksAll ? this.options.filter(({ name }) => !this.counts.has(name)).length : 0;
    return this.attempts + reserved < this.mostAttempts && (this.counts.get(provider) ?? 0) < MOST_PER_PROVIDER;
  }

  private take(step: Omit<Step, 'hasMore'>): Step {
    this.attempts++;
    this.counts.set(step.provider, (this.counts.get(step.provider) ?? 0) + 1);
    const hasMore = this.attempts < this.mostAttempts && this.options.some(({ name }) => !this.counts.has(name));
    return { ...step, hasMore };
  }
}
