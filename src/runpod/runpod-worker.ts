import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { ShutdownState } from '../lifecycle/shutdown-state.js';
import type { WorkInFlight } from '../lifecycle/work-in-flight.js';
import { currentRequestId, runInRequest } from '../telemetry/request-context.js';
import { toRequestId } from '../telemetry/request-id.js';
import { AnsweredJobs } from './answered-jobs.js';
import { BackOff, type Pauses, reasonOf } from './back-off.js';
import type { JobHandler } from './job-handler.js';
import { QueueRefusal, type RunpodQueue } from './runpod-queue.js';

/** How often an answer is handed in before it is given up. */
const TRIES = 3;

export interface WorkerOptions {
  /** Jobs at the same time. */
  concurrency: number;
  /** Time between two heartbeats, in ms. */
  pingIntervalMs: number;
  /** Time between two questions to a queue that says at once that it has nothing, in ms. */
  idlePauseMs: number;
  pauses: Pauses;
}

/** What a queue hands out. */
interface Job {
  id: string;
  input: unknown;
}

/**
 * Takes jobs from RunPod's queue and answers them, until it is told to stop. A job is run once, also where the queue hands
 * it out again because it did not hear the answer.
 */
export class RunpodWorker {
  private readonly logger = new Logger(RunpodWorker.name);
  /** Ids of the jobs under way; each is broken off by its controller. */
  private readonly running = new Map<string, AbortController>();
  private readonly jobs = new Set<Promise<void>>();
  private readonly answered = new AnsweredJobs();
  private readonly stopping = new AbortController();
  private readonly done = new AbortController();

  /** @param shutdown is told of jobs, so that the end of the service waits for them and for their answers, or cuts them */
  constructor(
    private readonly queue: RunpodQueue,
    private readonly door: JobHandler,
    private readonly shutdown: { work: WorkInFlight; ending: ShutdownState },
    private readonly options: WorkerOptions,
  ) {}

  /** Works until it was told to stop, and everything that it has is answered. */
  async run(): Promise<void> {
    const signs = Promise.all([this.beat(), this.heedStops()]);
    await this.takeJobs();
    await Promise.all(this.jobs);
    this.done.abort();
    await signs;
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

  private beat(): Promise<void> {
    const { pingIntervalMs, pauses } = this.options;
    const beat = async (signal: AbortSignal) => {
      await this.queue.beat([...this.running.keys()], signal);
      return false;
    };
    // Who misses too many of them is taken for dead, with all that it has.
    const hasty = { ...pauses, longest: Math.min(pauses.longest, pingIntervalMs) };
    return this.repeat('A heartbeat', pingIntervalMs, this.done.signal, beat, hasty);
  }

  private async heedStops(): Promise<void> {
    if (!this.queue.hasStopChannel) {
      this.logger.warn('RUNPOD_WEBHOOK_GET_JOB does not tell where jobs are stopped; none is stopped');
      return;
    }
    await this.repeat('Asking for jobs to stop', this.options.idlePauseMs, this.done.signal, async (signal) => {
      for (const id of await this.queue.jobsToStop(signal)) this.running.get(id)?.abort();
      return false;
    });
  }

  /** Does `step` until `signal`, at most once in `paceMs` unless it says that there is more, and less often if it fails. */
  private async repeat(
    name: string,
    paceMs: number,
    signal: AbortSignal,
    step: (signal: AbortSignal) => Promise<boolean>,
    pauses = this.options.pauses,
  ): Promise<void> {
    const backOff = new BackOff(pauses);
    while (!signal.aborted) {
      const startedAt = performance.now();
      try {
        const isMore = await step(signal);
        backOff.succeed();
        const rest = isMore ? 0 : paceMs - (performance.now() - startedAt);
        if (rest > 0) await sleep(rest, undefined, { signal }).catch(() => undefined);
      } catch (error) {
        if (error instanceof DOMException && error.name === 'AbortError') return;
        this.tell(backOff.count === 0 ? 'warn' : 'debug', { reason: reasonOf(error) }, `${name} failed`);
        await backOff.wait(error, signal);
      }
    }
  }

  /** Whether it is a job to be run or answered. */
  private accept(taken: unknown): boolean {
    if (!isJob(taken)) {
      this.logger.warn('RunPod handed out a job without an id; nobody can answer it');
      return false;
    }
    if (this.running.has(taken.id)) {
      this.tell('log', { job_id: taken.id }, 'RunPod handed out a job again that is under way');
      return false;
    }
    const { work, ending } = this.shutdown;
    work.begin(taken);
    const job = ending
      .whileRunning((cut) => runInRequest({ requestId: toRequestId(taken.id) }, () => this.handle(taken, cut)))
      .finally(() => {
        this.jobs.delete(job);
        work.end(taken);
      });
    this.jobs.add(job);
    return true;
  }

  /** @param cut aborted when the service has no more time for the job */
  private async handle({ id, input }: Job, cut: AbortSignal): Promise<void> {
    const stop = new AbortController();
    this.running.set(id, stop);
    const signal = AbortSignal.any([stop.signal, cut]);
    const startedAt = performance.now();
    try {
      const result = await this.resultOf(id, input, signal);
      await this.send(id, result, signal);
      this.tell('log', { job_id: id, ms: Math.round(performance.now() - startedAt) }, 'A job is answered');
    } catch (error) {
      if (stop.signal.aborted) this.tell('log', { job_id: id }, 'A job was stopped by RunPod');
      else if (cut.aborted)
        this.tell('warn', { job_id: id }, 'A job was not done in time; it is cut, and not answered');
      else this.tell('error', { job_id: id, reason: reasonOf(error) }, 'The answer to a job was not accepted');
    } finally {
      this.running.delete(id);
    }
  }

  /** What became of a job. Failures of ours are not remembered: RunPod hands those out again for another try. */
  private async resultOf(id: string, input: unknown, signal: AbortSignal): Promise<object> {
    const known = this.answered.get(id);
    if (known !== undefined) return { output: known };
    try {
      const output = await this.door.answer(currentRequestId(), input, signal);
      this.answered.add(id, output);
      return { output };
    } catch (error) {
      if (signal.aborted) throw error;
      this.tell('error', { job_id: id, err: error }, 'A job could not be run');
      return { error: 'The job could not be run; its id finds it in the log' };
    }
  }

  private async send(id: string, result: object, signal: AbortSignal): Promise<void> {
    const backOff = new BackOff(this.options.pauses);
    for (;;) {
      try {
        await this.queue.send(id, result, signal);
        return;
      } catch (error) {
        const isFinal = error instanceof QueueRefusal && !error.isPassing;
        if (signal.aborted || isFinal || backOff.count + 1 >= TRIES) throw error;
        await backOff.wait(error, signal);
      }
    }
  }

  private tell(level: 'debug' | 'log' | 'warn' | 'error', facts: object, message: string): void {
    this.logger[level](facts, message);
  }
}

function isJob(taken: unknown): taken is Job {
  const { id } = (taken ?? {}) as { id?: unknown };
  return typeof id === 'string' && id !== '';
}
