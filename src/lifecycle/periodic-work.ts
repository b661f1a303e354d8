import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/** While something is away, every run fails: so often one of them is logged, in ms. */
const LOG_EVERY_MS = 60_000;

/** Work that is repeated while the application runs. Subclasses say how often, and what to do. */
export abstract class PeriodicWork implements OnApplicationBootstrap, OnApplicationShutdown {
  protected readonly logger = new Logger(this.constructor.name);
  protected isStopping = false;
  private timer: NodeJS.Timeout | undefined;
  /** Failures since the last success, and when one of them was logged last. */
  private failures = 0;
  private loggedAt = -Infinity;

  /** The time from one start to the next, in ms. */
  protected abstract readonly everyMs: number;
  /** The line that is logged where it fails. */
  protected abstract readonly failureMessage: string;

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.sweep(), this.everyMs).unref();
  }

  onApplicationShutdown(): void {
    this.isStopping = true;
    clearInterval(this.timer);
  }

  /** Never throws: what a failure leaves undone is done the next time. */
  async sweep(): Promise<void> {
    try {
      await this.work();
      this.failures = 0;
      this.loggedAt = -Infinity;
    } catch (error) {
      this.note(error);
    }
  }

  protected abstract work(): Promise<void>;

  /** The first failure is logged, and then one a minute. What fails during a shutdown is told by the shutdown. */
  private note(error: unknown): void {
    this.failures++;
    const now = performance.now();
    if (this.isStopping || now - this.loggedAt < LOG_EVERY_MS) return;
    this.loggedAt = now;
    this.logger.warn({ err: error, failures: this.failures }, this.failureMessage);
  }
}
