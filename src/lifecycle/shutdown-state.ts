import { Injectable } from '@nestjs/common';

/** How far the end of the service has come. */
@Injectable()
export class ShutdownState {
  private readonly controllers = new Set<AbortController>();
  private readonly listeners = new Set<() => void>();
  private draining = false;
  private over = false;

  /** Whether the service was told to stop; it still finishes what it has. */
  get isDraining(): boolean {
    return this.draining;
  }

  begin(): void {
    this.draining = true;
    for (const listener of this.listeners) listener();
  }

  /**
   * Has `listener` called as soon as the service is told to stop, or at once if it was.
   * @returns what takes that back
   */
  onDraining(listener: () => void): () => void {
    if (this.draining) listener();
    else this.listeners.add(listener);
    return () => {
      this.listeners.delete(listener);
    };
  }

  /** Ends what was not done in time. */
  cut(): void {
    this.over = true;
    for (const controller of this.controllers) controller.abort();
  }

  /**
   * Does what goes on without its caller, if need be, but not for longer than the service has.
   * @param work is handed the signal of its own that tells when that time is over
   */
  async whileRunning<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    // One signal for all would collect whatever listens to it, for as long as the service runs.
    const controller = new AbortController();
    if (this.over) controller.abort();
    this.controllers.add(controller);
    try {
      return await work(controller.signal);
    } finally {
      this.controllers.delete(controller);
    }
  }
}
