import { Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { ShutdownState } from '../lifecycle/shutdown-state.js';
import type { WorkInFlight } from '../lifecycle/work-in-flight.js';
import { type BackOff, pause } from '../resilience/back-off.js';
import { currentRequestId, runInRequest } from '../telemetry/request-context.js';
import { toRequestId } from '../telemetry/request-id.js';
import type { JobAnswer, JobHandler } from './job-handler.js';
import { QueueRefusal, reasonOf, retryPauseMs } from './queue-failure.js';
import type { RunpodQueue } from './runpod-queue.js';

/** Attempts at sending a result. */
const MAX_ATTEMPTS = 3;
const MAX_CACHED_ANSWERS = 100;
/** A job that is delivered again later than this should run again. */
const ANSWER_TTL_MS = 600_000;

export interface WorkerOptions {
  /** Jobs at the same time. */
  concurrency: number;
  /** Interval of heartbeats, in ms. */
  pingIntervalMs: number;
  /** Pause between two requests to a queue that answers at once that it has no job, in ms. */
  idlePauseMs: number;
  backOff: BackOff;
}

interface Job {
  id: string;
  input: unknown;
}

/**
 * Takes jobs from RunPod's queue and answers them until it is stopped. A job runs once: if the queue delivers it again,
 * since its answer was lost, the same answer is sent again.
 */
export class RunpodWorker {
  private readonly logger = new Logger(RunpodWorker.name);
  /** What cancels each running job, by id. */
  private readonly running = new Map<string, AbortController>();
  private readonly jobs = new Set<Promise<void>>();
  private readonly answers = new LRUCache<string, JobAnswer>({ max: MAX_CACHED_ANSWERS, ttl: ANSWER_TTL_MS });
  private readonly stopping = new AbortController();
  private readonly done = new AbortController();

  /** @param lifecycle makes the shutdown wait for running jobs and their answers, and aborts them when time is up */
  constructor(
    private readonly queue: RunpodQueue,
    private readonly handler: JobHandler,
    private readonly lifecycle: { work: WorkInFlight; shutdown: ShutdownState },
    private readonly options: WorkerOptions,
  ) {}

  /** Works until it is stopped and every job is answered. */
  async run(): Promise<void> {
    const background = Promise.all([this.sendHeartbeats(), this.pollCancellations()]);
    await this.takeJobs();
    await Promise.all(this.jobs);
    this.done.abort();
    await background;
  }

  /** Takes no more jobs. */
  stop(): void {
    this.stopping.abort();
  }

  private takeJobs(): Promise<void> {
    return this.repeat('Taking a job', this.options.idlePauseMs, this.stopping.signal, async (signal) => {
      if (this.jobs.size >= this.options.concurrency) await Promise.race(this.jobs);
      if (signal.aborted) return true;
      const taken = await this.queue.take(this.running.size > 0, signal);
      return taken !== undefined && this.accept(taken);
    });
  }

  private sendHeartbeats(): Promise<void> {
    const { pingIntervalMs, backOff } = this.options;
    const send = async (signal: AbortSignal) => {
      await this.queue.sendHeartbeat([...this.running.keys()], signal);
      return false;
    };
    // RunPod takes a worker that misses too many heartbeats for dead, with all its jobs.
    const short = { ...backOff, longestMs: Math.min(backOff.longestMs, pingIntervalMs) };
    return this.repeat('A heartbeat', pingIntervalMs, this.done.signal, send, short);
  }

  private async pollCancellations(): Promise<void> {
    if (!this.queue.canPollCancellations) {
      this.logger.warn('Jobs cannot be cancelled: RUNPOD_WEBHOOK_GET_JOB gives no address for cancellations');
      return;
    }
    await this.repeat('Polling for cancelled jobs', this.options.idlePauseMs, this.done.signal, async (signal) => {
      for (const id of await this.queue.takeCancellations(signal)) this.running.get(id)?.abort();
      return false;
    });
  }

  /**
   * Repeats `step` until `signal` is aborted: once per `intervalMs`, at once if it returns that there is more, and less
   * often while it fails.
   */
  private async repeat(
    name: string,
    intervalMs: number,
    signal: AbortSignal,
    step: (signal: AbortSignal) => Promise<boolean>,
    backOff = this.options.backOff,
  ): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      const startedAt = performance.now();
      try {
        const isMore = await step(signal);
        failures = 0;
        const leftMs = isMore ? 0 : intervalMs - (performance.now() - startedAt);
        if (leftMs > 0) await pause(leftMs, signal);
      } catch (error) {
        if (error instanceof DOMException && error.name === 'AbortError') return;
        this.logger[failures === 0 ? 'warn' : 'debug']({ reason: reasonOf(error) }, `${name} failed`);
        await pause(retryPauseMs(error, ++failures, backOff), signal);
      }
    }
  }

  /** Starts a job; returns whether there was one to start. */
  private accept(taken: unknown): boolean {
    if (!isJob(taken)) {
      this.logger.warn('RunPod delivered a job without an id; it cannot be answered');
      return false;
    }
    if (this.running.has(taken.id)) {
      this.logger.log({ job_id: taken.id }, 'RunPod delivered again a job that is still running');
      return false;
    }
    const { work, shutdown } = this.lifecycle;
    work.begin(taken);
    const job = shutdown
      .untilTimeout((timeout) => runInRequest({ requestId: toRequestId(taken.id) }, () => this.handle(taken, timeout)))
      .finally(() => {
        this.jobs.delete(job);
        work.end(taken);
      });
    this.jobs.add(job);
    return true;
  }

  /** @param timeout aborted when the shutdown has no more time for the job */
  private async handle({ id, input }: Job, timeout: AbortSignal): Promise<void> {
    const cancellation = new AbortController();
    this.running.set(id, cancellation);
    const signal = AbortSignal.any([cancellation.signal, timeout]);
    const startedAt = performance.now();
    try {
      await this.send(id, await this.resultOf(id, input, signal), signal);
      this.logger.log({ job_id: id, ms: Math.round(performance.now() - startedAt) }, 'Answered a job');
    } catch (error) {
      if (cancellation.signal.aborted) this.logger.log({ job_id: id }, 'RunPod cancelled a job');
      else if (timeout.aborted)
        this.logger.warn({ job_id: id }, 'Shutdown timed out; a job was aborted without an answer');
      else this.logger.error({ job_id: id, reason: reasonOf(error) }, 'RunPod did not accept the answer to a job');
    } finally {
      this.running.delete(id);
    }
  }

  /** The result of a job. Internal errors are not cached: RunPod delivers such a job again. */
  private async resultOf(id: string, input: unknown, signal: AbortSignal): Promise<object> {
    const known = this.answers.get(id);
    if (known !== undefined) return { output: known };
    try {
      const output = await this.handler.answer(currentRequestId(), input, signal);
      this.answers.set(id, output);
      return { output };
    } catch (error) {
      if (signal.aborted) throw error;
      this.logger.error({ job_id: id, err: error }, 'A job could not be run');
      return { error: 'The job could not be run; the log has the details under its id' };
    }
  }

  private async send(id: string, result: object, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.queue.send(id, result, signal);
        return;
      } catch (error) {
        const isFinal = error instanceof QueueRefusal && !error.isTransient;
        if (signal.aborted || isFinal || attempt === MAX_ATTEMPTS) throw error;
        await pause(retryPauseMs(error, attempt, this.options.backOff), signal);
      }
    }
  }
}

function isJob(taken: unknown): taken is Job {
  const { id } = (taken ?? {}) as { id?: unknown };
  return typeof id === 'string' && id !== '';
}
