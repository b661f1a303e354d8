import { Injectable } from '@nestjs/common';

/** How far the shutdown has come. */
@Injectable()
export class ShutdownState {
  private readonly controllers = new Set<AbortController>();
  private readonly listeners = new Set<() => void>();
  private draining = false;
  private isTimedOut = false;

  /** Whether the service is shutting down: it finishes requests that are under way. */
  get isDraining(): boolean {
    return this.draining;
  }

  begin(): void {
    this.draining = true;
    for (const listener of this.listeners) listener();
  }

  /**
   * Calls `listener` when the shutdown begins, or at once if it has started.
   * @returns a function that removes the listener
   */
  onDraining(listener: () => void): () => void {
    if (this.draining) listener();
    else this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Aborts work that was not done in time. */
  abortWork(): void {
    this.isTimedOut = true;
    for (const controller of this.controllers) controller.abort();
  }

  /**
   * Runs work that may outlive its caller, but not the shutdown's time limit.
   * @param work receives a signal that is aborted when that limit is reached
   */
  async untilTimeout<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    // One signal for all would keep its listeners for as long as the service runs.
    const controller = new AbortController();
    if (this.isTimedOut) controller.abort();
    this.controllers.add(controller);
    try {
      return await work(controller.signal);
    } finally {
      this.controllers.delete(controller);
    }
  }
}
