export const BREAKER_STATES = ['closed', 'half_open', 'open'] as const;
/** Whether a provider may be called: `closed` yes, `open` no, `half_open` once, as a probe. */
export type BreakerState = (typeof BREAKER_STATES)[number];

/** Milliseconds of a clock that never goes back. */
export type Clock = () => number;

const FAILURES_IN_A_ROW = 5;
const WINDOW_SECONDS = 30;
const WINDOW_CALLS = 10;
const WINDOW_FAILURE_SHARE = 0.5;
const FIRST_OPEN_MS = 10_000;
const LONGEST_OPEN_MS = 30_000;

/** Permission for one call; exactly one of its methods is called when the call is over. */
export interface Permit {
  succeed(): void;
  fail(): void;
  /** Opens at once: the provider rejects our key or does not have the model, and will do so again. */
  trip(): void;
  /** Ends a call that failed, though perhaps by its caller's doing: this counts only for a probe. */
  suspect(): void;
  /** Ends a call that says nothing about the provider, such as one whose caller disconnected. */
  release(): void;
}

interface Second {
  at: number;
  calls: number;
  failures: number;
}

/**
 * Keeps calls away from a provider that fails. It opens after five failures in a row, or when at least half of at least
 * ten calls within 30 s failed; it stays open for 10 s, doubling to 30 s each time its one probe fails, and closes when
 * that probe succeeds. Calls that were under way when it opened change nothing any more.
 */
export class CircuitBreaker {
  private readonly seconds: Second[] = [];
  private failuresInARow = 0;
  private isOpen = false;
  private openUntil = 0;
  private openMs = FIRST_OPEN_MS;
  private probe: Permit | undefined;
  /** How often it has opened; calls that began before then no longer count. */
  private openings = 0;

  constructor(private readonly now: Clock) {}

  get state(): BreakerState {
    if (!this.isOpen) return 'closed';
    return this.probe !== undefined || this.now() < this.openUntil ? 'open' : 'half_open';
  }

  /** How long it stays open, in ms; 0 when it is not, or waits for its one probe. */
  get openMsLeft(): number {
    return this.isOpen ? Math.max(0, this.openUntil - this.now()) : 0;
  }

  /** Calls and failures of the last 30 s. */
  get recent(): { calls: number; failures: number } {
    this.forgetOld();
    return this.seconds.reduce(
      (sum, { calls, failures }) => ({ calls: sum.calls + calls, failures: sum.failures + failures }),
      { calls: 0, failures: 0 },
    );
  }

  /** A permit, if the breaker grants one. */
  acquire(): Permit | undefined {
    const { state } = this;
    if (state === 'open') return undefined;
    return state === 'half_open' ? this.beginProbe() : this.permit();
  }

  /** A permit although the breaker is open, for when no other provider is left. */
  force(): Permit {
    return this.acquire() ?? this.probe ?? this.beginProbe();
  }

  /** Stays open until the moment that the provider named. */
  keepOpenUntil(moment: number): void {
    if (moment <= this.now()) return;
    if (!this.isOpen) this.openings++;
    this.isOpen = true;
    this.openUntil = Math.max(this.openUntil, moment);
  }

  private permit(): Permit {
    const { openings } = this;
    return {
      succeed: () => {
        if (openings !== this.openings) return;
        this.note(0);
        this.failuresInARow = 0;
      },
      fail: () => {
        if (openings !== this.openings) return;
        this.note(1);
        this.failuresInARow++;
        if (this.failsTooOften()) this.open(FIRST_OPEN_MS);
      },
      trip: () => {
        if (openings === this.openings) this.open(FIRST_OPEN_MS);
      },
      suspect: () => undefined,
      release: () => undefined,
    };
  }

  private beginProbe(): Permit {
    const end = (then: () => void) => () => {
      if (this.probe !== probe) return;
      this.probe = undefined;
      then();
    };
    const reopen = end(() => {
      this.open(Math.min(this.openMs * 2, LONGEST_OPEN_MS));
    });
    const probe: Permit = {
      succeed: end(() => {
        this.close();
      }),
      fail: reopen,
      trip: reopen,
      suspect: reopen,
      release: end(() => undefined),
    };
    this.probe = probe;
    return probe;
  }

  private failsTooOften(): boolean {
    if (this.failuresInARow >= FAILURES_IN_A_ROW) return true;
    const { calls, failures } = this.recent;
    return calls >= WINDOW_CALLS && failures >= calls * WINDOW_FAILURE_SHARE;
  }

  private open(openMs: number): void {
    this.openings++;
    this.isOpen = true;
    this.openMs = openMs;
    this.openUntil = this.now() + openMs;
  }

  private close(): void {
    this.isOpen = false;
    this.openUntil = 0;
    this.openMs = FIRST_OPEN_MS;
    this.failuresInARow = 0;
    this.seconds.length = 0;
  }

  /** Counted by the second, so that a thousand calls a second cost no more memory than one. */
  private note(failures: number): void {
    this.forgetOld();
    const at = Math.floor(this.now() / 1_000);
    const last = this.seconds.at(-1);
    if (last?.at === at) {
      last.calls++;
      last.failures += failures;
    } else this.seconds.push({ at, calls: 1, failures });
  }

  private forgetOld(): void {
    const oldest = Math.floor(this.now() / 1_000) - WINDOW_SECONDS;
    while ((this.seconds[0]?.at ?? Infinity) <= oldest) this.seconds.shift();
  }
}
