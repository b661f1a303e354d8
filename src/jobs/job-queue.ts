import type { Query } from '../database/database.service.js';

/** How the jobs of a queue are repeated, and which are dropped. */
export interface QueueOptions {
  /** Attempts until a job goes to the dead letters; 8 by default. */
  readonly maxAttempts?: number;
  /** The pause after the first failed attempt, in seconds; it doubles with each. 1 by default. */
  readonly retryDelaySeconds?: number;
  /** The longest pause between two attempts, in seconds; 300 by default. */
  readonly maxRetryDelaySeconds?: number;
  /**
   * What a job with a `singletonKey` is dropped for: `waiting` (the default) for one with the same key that waits for its
   * first attempt, so that what happens while a job runs is seen by another job; `unfinished` also for one that runs, or
   * waits for another attempt.
   */
  readonly onePerKey?: 'waiting' | 'unfinished';
}

/**
 * A kind of background job, and what does it. A room passes it to `Jobs.register` in its `onModuleInit`.
 *
 * A job runs at least once: after a crash, a lost database or a failure another process runs it again, perhaps while the
 * first attempt has not noticed yet. So `work` must be idempotent, and what it commits must be fenced by rows of its own.
 */
export interface JobQueue<Data extends object = object> {
  /** Unique, of letters, digits, `.`, `_` and `-`; it is stored with each job, so never rename it. */
  readonly name: string;
  readonly options?: QueueOptions;
  /** Most jobs that one process runs at once; 1 by default. */
  readonly concurrency?: number;
  /**
   * Does one job. A resolved promise means that it is done; a rejection, that it must be repeated.
   * @param signal is aborted when the process stops, or when the job was given to another process: `work` stops where it
   * can go on later, and throws (`signal.throwIfAborted()`). Such a job is put back at once, and does not count as failed.
   */
  work(data: Data, signal: AbortSignal): Promise<void>;
}

export interface SendOptions {
  /** Which jobs are the same; see `QueueOptions.onePerKey`. */
  readonly singletonKey?: string;
  /** How long the job waits at least, in seconds. */
  readonly startAfterSeconds?: number;
  /** What the caller's transaction runs its statements with: the job exists if that transaction commits. */
  readonly query?: Query;
}
