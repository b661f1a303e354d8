import { Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';

/** Work that is repeated while the application runs. Subclasses say how often, and what to do. */
export abstract class PeriodicWork implements OnApplicationBootstrap, OnApplicationShutdown {
  protected readonly logger = new Logger(this.constructor.name);
  protected isStopping = false;
  private timer: NodeJS.Timeout | undefined;

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
    } catch (error) {
      this.logger.warn({ err: error }, this.failureMessage);
    }
  }

  protected abstract work(): Promise<void>;
}
