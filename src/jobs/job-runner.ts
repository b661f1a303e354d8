import { Injectable, Logger } from '@nestjs/common';
import type { Span } from '@opentelemetry/api';
import type { JobResult, JobWithMetadata, PgBoss } from 'pg-boss';
import { Database } from '../database/database.service.js';
import { toSalesAgentError } from '../errors/foreign-error.js';
import { ShutdownState } from '../lifecycle/shutdown-state.js';
import { WorkInFlight } from '../lifecycle/work-in-flight.js';
import { redact } from '../telemetry/log-redaction.js';
import { runInRequest, runOutsideRequests } from '../telemetry/request-context.js';
import { beginTrace, endSpan } from '../telemetry/tracing.js';
import { transactionDatabase } from './boss-database.js';
import { causeOf, type JobEnvelope } from './job-envelope.js';
import { countJob } from './jobs.metrics.js';
import { JobPoller } from './job-poller.js';
import type { JobQueue } from './job-queue.js';

/** The poller wakes workers; this is for a poller that is stuck. */
const FALLBACK_POLL_SECONDS = 60;

type StoredJob = JobWithMetadata<JobEnvelope>;

/** Runs the jobs of all queues in this process, each queue with as many workers as it declares. */
@Injectable()
export class JobRunner {
  private readonly logger = new Logger(JobRunner.name);
  /** Ids of workers by queue. */
  private readonly workers = new Map<string, string[]>();
  private readonly stopping = new AbortController();
  private boss: PgBoss | undefined;
  private running = 0;

  constructor(
    private readonly poller: JobPoller,
    private readonly database: Database,
    private readonly work: WorkInFlight,
    private readonly shutdown: ShutdownState,
  ) {}

  /** Whether there were jobs that failed for good when the poller looked last. */
  get hasDeadLetters(): boolean {
    return this.poller.hasDeadLetters;
  }

  get isRunning(): boolean {
    return this.boss !== undefined && !this.stopping.signal.aborted;
  }

  get isBusy(): boolean {
    return this.running > 0;
  }

  async start(boss: PgBoss, queues: readonly JobQueue[]): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.boss = boss;
    this.shutdown.onDraining(() => {
      this.stopping.abort();
    });
    for (const queue of queues) {
      const workers = Array.from({ length: queue.concurrency ?? 1 }, () => this.addWorker(boss, queue));
      this.workers.set(queue.name, await Promise.all(workers));
    }
    const wake = this.wake.bind(this);
    void this.poller.poll([...this.workers.keys()], wake, this.stopping.signal);
  }

  /** Has the queue's workers look for jobs now. */
  wake(queue: string): void {
    for (const id of this.workers.get(queue) ?? []) this.boss?.notifyWorker(id);
  }

  private async addWorker(boss: PgBoss, queue: JobQueue): Promise<string> {
    const options = {
      includeMetadata: true,
      perJobResults: true,
      pollingIntervalSeconds: FALLBACK_POLL_SECONDS,
    } as const;
    const id: string = await runOutsideRequests(() =>
      boss.work<JobEnvelope, JobResult[], typeof options>(queue.name, options, async ([job]) => {
        const results = job === undefined ? [] : [await this.run(boss, queue, job)];
        // Without this, it would wait for the next poll before it takes another job.
        boss.notifyWorker(id);
        return results;
      }),
    );
    return id;
  }

  private async run(boss: PgBoss, queue: JobQueue, job: StoredJob): Promise<JobResult> {
    const { id } = job;
    const startedAt = performance.now();
    this.work.begin(job);
    this.running++;
    try {
      const signal = AbortSignal.any([job.signal, this.stopping.signal]);
      const cause = causeOf(job.data);
      cause.span = beginJobSpan(queue.name, job);
      const result = await runInRequest(cause, () => this.attempt(boss, queue, job, signal));
      endSpan(cause.span, {}, result.status === 'failed' ? 'failed' : undefined);
      if (!this.stopping.signal.aborted) countJob(queue.name, result.status, performance.now() - startedAt);
      return result;
    } catch (error) {
      // What is not put back has no sign of life soon, and is taken by another process.
      return { id, status: 'failed', output: outputOf(error) };
    } finally {
      this.work.end(job);
      this.running--;
    }
  }

  private async attempt(boss: PgBoss, queue: JobQueue, job: StoredJob, signal: AbortSignal): Promise<JobResult> {
    const { id } = job;
    try {
      await queue.work(job.data.data, signal);
      return { id, status: 'completed' };
    } catch (error) {
      if (this.stopping.signal.aborted) {
        await this.putBack(boss, job);
        return { id, status: 'completed' };
      }
      this.log(job, error);
      return { id, status: 'failed', output: outputOf(error) };
    }
  }

  /** In place of a job that was stopped comes a new one, so that the attempt does not count. */
  private async putBack(boss: PgBoss, { name, data, singletonKey, ...job }: StoredJob): Promise<void> {
    await this.database.transaction(async (query) => {
      const db = transactionDatabase(query);
      const completed = (await boss.complete(name, job, undefined, { db })) as { affected: number };
      const options = { db, ...(singletonKey === null ? {} : { singletonKey }) };
      if (completed.affected > 0) await boss.send(name, data, options);
    });
  }

  private log({ id, name, retryCount, retryLimit }: StoredJob, error: unknown): void {
    const facts = { err: error, queue: name, job_id: id, attempt: retryCount + 1, max_attempts: retryLimit + 1 };
    this.logger.warn(facts, retryCount < retryLimit ? 'A job failed, and will be repeated' : 'A job failed for good');
  }
}

/** Part of the trace of the request that sent the job. */
function beginJobSpan(queue: string, { id, retryCount, data }: StoredJob): Span | undefined {
  return beginTrace(`job ${queue}`, 'CONSUMER', data.traceparent, {
    'sales_agent.request_id': data.request_id,
    'sales_agent.job.id': id,
    'sales_agent.job.queue': queue,
    'sales_agent.job.attempt': retryCount + 1,
  });
}

/** What is kept of an error with its job: nothing that an answer would not hold, either. */
function outputOf(error: unknown): { error_code: string; message: unknown } {
  const { errorCode, message } = toSalesAgentError(error);
  return { error_code: errorCode, message: redact(message) };
}
