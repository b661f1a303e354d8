import { LRUCache } from 'lru-cache';
import { CircuitBreaker, type Clock } from './circuit-breaker.js';

/** Callers whose breakers are kept; one that is dropped begins anew. */
const MOST_CALLERS = 1_000;
/** How long a failure of one caller confirms that of another, in ms. */
const CONFIRMED_WITHIN_MS = 30_000;

interface Sighting {
  caller: string;
  at: number;
}

/**
 * Failures that a caller's own requests may cause, such as the time-out of a prompt that takes minutes. They open a breaker
 * of that caller alone, and count against the provider only when two callers saw them.
 */
export class CallerBreakers {
  private readonly breakers = new LRUCache<string, CircuitBreaker>({ max: MOST_CALLERS });
  private last: Sighting | undefined;
  /** The last one of another caller than that. */
  private lastOfAnother: Sighting | undefined;

  constructor(private readonly now: Clock) {}

  /** The caller's own breaker; `undefined` for one whose calls never failed in this way. */
  get(caller: string): CircuitBreaker | undefined {
    return this.breakers.get(caller);
  }

  /** The caller's own breaker, closed if there was none. */
  ensure(caller: string): CircuitBreaker {
    const known = this.breakers.get(caller);
    if (known !== undefined) return known;
    const breaker = new CircuitBreaker(this.now);
    this.breakers.set(caller, breaker);
    return breaker;
  }

  /**
   * Notes such a failure of `caller`.
   * @returns whether another caller saw one within 30 s
   */
  confirm(caller: string): boolean {
    const at = this.now();
    if (this.last !== undefined && this.last.caller !== caller) this.lastOfAnother = this.last;
    this.last = { caller, at };
    return this.lastOfAnother !== undefined && at - this.lastOfAnother.at <= CONFIRMED_WITHIN_MS;
  }
}
