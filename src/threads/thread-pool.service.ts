import { extname } from 'node:path';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import type { Piscina } from 'piscina';
import { FairSemaphore } from '../resilience/fair-semaphore.js';
import { ThreadSettings } from './thread.settings.js';
import type { ThreadResult, ThreadTask } from './thread.js';

/** Part of the queue that one owner may take. */
const SHARE_OF_OWNER = 4;
/** Longest time to start a thread and to load a task's module, in ms. */
const START_MS = 10_000;
const IDLE_MS = 60_000;
const MEMORY_MIB = 256;

export interface TaskLimits {
  /** On whose behalf: owners are served by turns. */
  owner: string;
  /** Longest wait for a thread, in ms. */
  waitMs: number;
  /** Longest time to run, in ms; where the machine is so busy that the thread hardly ran, it may run twice. */
  limitMs: number;
}

/** `timed_out`: it ran too long, or took too much memory. `unavailable`: no thread became free in time, or it failed. */
export type TaskOutcome<Result> = { state: 'done'; result: Result } | { state: 'unavailable' } | { state: 'timed_out' };

/** Runs tasks in worker threads, each within a time limit. Threads start with the first task. */
@Injectable()
export class ThreadPool implements BeforeApplicationShutdown, OnApplicationShutdown {
  private readonly logger = new Logger(ThreadPool.name);
  private readonly permits: FairSemaphore;
  private pool: Promise<Piscina> | undefined;
  private waiting = 0;
  private readonly closing = new AbortController();

  constructor(private readonly settings: ThreadSettings) {
    this.permits = new FairSemaphore(settings.threads);
  }

  /**
   * Runs one task. Never throws; a task that does is logged.
   * @param url module of the task, by `taskUrl`
   */
  async run<Result>(url: string, input: unknown, { owner, waitMs, limitMs }: TaskLimits): Promise<TaskOutcome<Result>> {
    const { queue } = this.settings;
    const isFull = this.waiting >= queue || this.permits.waitingFor(owner) >= queue / SHARE_OF_OWNER;
    if (isFull || this.closing.signal.aborted) return { state: 'unavailable' };
    this.waiting++;
    const release = await this.permits.acquire(owner, waitMs, this.closing.signal);
    this.waiting--;
    if (release === undefined) return { state: 'unavailable' };
    try {
      return (await this.runNow({ url, input, limitMs })) as TaskOutcome<Result>;
    } finally {
      release();
    }
  }

  /** Tasks end at once: what waits for them, such as a row of the ledger, is written before its own service closes. */
  beforeApplicationShutdown(): void {
    this.closing.abort();
  }

  async onApplicationShutdown(): Promise<void> {
    this.closing.abort();
    await (await this.pool)?.destroy();
  }

  private async runNow(task: ThreadTask): Promise<ThreadResult | { state: 'unavailable' }> {
    try {
      const pool = await (this.pool ??= this.start());
      const signal = AbortSignal.any([this.closing.signal, AbortSignal.timeout(task.limitMs + START_MS)]);
      return (await pool.run(task, { signal })) as ThreadResult;
    } catch (error) {
      if (this.closing.signal.aborted) return { state: 'unavailable' };
      const { name, code } = error as { name?: string; code?: string };
      // The thread was ended, and another one takes its place.
      if (name === 'AbortError' || code === 'ERR_WORKER_OUT_OF_MEMORY') return { state: 'timed_out' };
      this.logger.error({ err: error }, 'A task of a worker thread failed');
      return { state: 'unavailable' };
    }
  }

  private async start(): Promise<Piscina> {
    const { Piscina } = await import('piscina');
    const pool = new Piscina({
      filename: taskUrl('./thread', import.meta.url),
      minThreads: 0,
      maxThreads: this.settings.threads,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MIB },
      // Keys of providers are none of a thread's business.
      env: {},
    });
    pool.on('error', (error: unknown) => {
      this.logger.warn({ err: error }, 'A worker thread ended unexpectedly');
    });
    return pool;
  }
}

/**
 * URL of the module `name` beside the module `parent`, which may be a source or built. Node runs sources without their types, so
 * that what such a module imports has no decorators and no properties among the parameters of constructors.
 */
export function taskUrl(name: string, parent: string): string {
  return new URL(name + extname(parent), parent).href;
}
