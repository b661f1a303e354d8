import { FairQueue } from '../resilience/fair-queue.js';

/** How long requests are started one after the other before other events have their turn, in ms. */
const SLICE_MS = 10;
/** After a pause of this length, other events have had their turn, in ms. */
const PAUSE_MS = 20;
/** Started in one go from the queue; what they do asynchronously comes on top of the slice. */
const BATCH = 16;

/**
 * Starts requests at once while there are few. In a flood, those that come first start for 10 ms, and the others wait
 * until timers, answers of the database and probes have had their turn. Callers take turns, too.
 */
export class StartQueue {
  private readonly waiting = new FairQueue<() => void>();
  private sliceStartedAt = 0;
  private lastEndedAt = 0;
  private isStarting = false;
  private isDraining = false;

  /**
   * Calls `start` now or soon; the calls of one owner keep their order. What `start` itself adds comes soon.
   * @param start a function of its own for each call
   */
  run(owner: string, start: () => void): void {
    const now = performance.now();
    if (now - this.lastEndedAt > PAUSE_MS && !this.isStarting) this.sliceStartedAt = now;
    if (this.waiting.length > 0 || this.isStarting || now - this.sliceStartedAt > SLICE_MS) {
      this.waiting.add(owner, start);
      this.drainLater();
    } else {
      this.start(start);
    }
  }

  private start(start: () => void): void {
    this.isStarting = true;
    try {
      start();
    } finally {
      this.isStarting = false;
      this.lastEndedAt = performance.now();
    }
  }

  private drainLater(): void {
    if (this.isDraining) return;
    this.isDraining = true;
    setImmediate(() => {
      this.isDraining = false;
      this.sliceStartedAt = performance.now();
      for (let count = 0; count < BATCH; count++) {
        const start = this.waiting.next();
        if (start === undefined) break;
        this.start(start);
        if (this.lastEndedAt - this.sliceStartedAt > SLICE_MS) break;
      }
      if (this.waiting.length > 0) this.drainLater();
    });
  }
}
