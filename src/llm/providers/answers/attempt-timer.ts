import { type FailureClass, ProviderFailure } from '../failures/provider-failure.js';

/**
 * Ends one attempt when it takes too long or its caller disconnects. One timer runs at a time, for whatever is awaited next;
 * none is left once the attempt is over.
 */
export class AttemptTimer {
  private readonly controller = new AbortController();
  private readonly startedAt = performance.now();
  private timer: NodeJS.Timeout | undefined;
  private allowedMs = 0;
  private allowedAt = 0;
  private wholeMs = Infinity;
  private pausedAt = 0;
  private readonly onAbort = () => {
    this.end(new ProviderFailure('aborted', 'The caller disconnected'));
  };

  /**
   * @param totalMs time for all of it
   * @param totalClass what it means when that is over
   */
  constructor(
    private readonly caller: AbortSignal,
    private totalMs: number,
    private readonly totalClass: FailureClass = 'deadline',
  ) {
    if (caller.aborted) this.onAbort();
    else caller.addEventListener('abort', this.onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get elapsedMs(): number {
    return performance.now() - this.startedAt;
  }

  /** Why the attempt was ended, if it was. */
  get reason(): ProviderFailure | undefined {
    return this.controller.signal.reason as ProviderFailure | undefined;
  }

  /**
   * Allows `ms` from now on, or what is left of the whole, whichever is less.
   * @param wholeMs time since the start of the attempt for all that is awaited, however steadily its parts come
   */
  allow(ms: number, wholeMs = Infinity): void {
    this.allowedMs = ms;
    this.allowedAt = performance.now();
    this.wholeMs = wholeMs;
    this.run();
  }

  /** Stops the clock while the caller takes its time. */
  pause(): void {
    clearTimeout(this.timer);
    this.pausedAt = performance.now();
  }

  /** Goes on where `pause` stopped. */
  resume(): void {
    this.allowedAt += performance.now() - this.pausedAt;
    this.run();
  }

  /** From now on only silence ends the attempt: an answer that is arriving may take any time. */
  liftDeadline(): void {
    this.totalMs = Infinity;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.caller.removeEventListener('abort', this.onAbort);
  }

  private run(): void {
    clearTimeout(this.timer);
    const { here, forWhole } = this.left();
    this.timer = setTimeout(this.onTimeout, Math.max(0, Math.min(here, forWhole)));
  }

  /** What is left for what is awaited next, and for all of the attempt, in ms. */
  private left(): { here: number; forWhole: number } {
    const now = performance.now();
    return {
      here: this.allowedMs - (now - this.allowedAt),
      forWhole: Math.min(this.wholeMs, this.totalMs) - (now - this.startedAt),
    };
  }

  private readonly onTimeout = (): void => {
    const { here, forWhole } = this.left();
    const isTotal = this.totalMs - this.elapsedMs <= Math.min(here, forWhole);
    const reason =
      here <= forWhole
        ? `Nothing came for ${Math.round(this.allowedMs)} ms`
        : `Not whole after ${Math.round(Math.min(this.wholeMs, this.totalMs))} ms`;
    this.end(new ProviderFailure(isTotal ? this.totalClass : 'silent', reason));
  };

  private end(reason: ProviderFailure): void {
    this.stop();
    this.controller.abort(reason);
  }
}
