import { beforeEach } from 'vitest';
import { JOBS_SCHEMA } from '../../src/jobs/job-tables.js';
import type { JobQueue } from '../../src/jobs/job-queue.js';
import { Jobs } from '../../src/jobs/jobs.service.js';
import { currentRequest } from '../../src/telemetry/request-context.js';
import { useService } from './test-service.js';
import { until } from './until.js';

/** What `Tasks` does. */
export interface Task {
  /** `wait` ends only when the job is aborted. */
  name: string;
  /** How many attempts fail before one succeeds. */
  fails?: number;
}

/** A queue that notes what it is given. */
export class Tasks implements JobQueue<Task> {
  readonly name = 'test.tasks';
  readonly concurrency = 2;
  readonly options = { maxAttempts: 3, retryDelaySeconds: 0 };
  readonly done: string[] = [];
  readonly causes: unknown[] = [];
  attempts = 0;

  async work({ name, fails = 0 }: Task, signal: AbortSignal): Promise<void> {
    this.attempts++;
    this.causes.push({ ...currentRequest() });
    if (name === 'wait') await aborted(signal);
    if (this.attempts <= fails) throw new Error('no: jane@example.com');
    this.done.push(name);
  }

  reset(): void {
    this.done.length = this.causes.length = this.attempts = 0;
  }
}

/** Rejects when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
  });
}

/** A service with the queue `Tasks`, which is empty and at work before each test. */
export function useTaskService() {
  const tasks = new Tasks();
  // Nothing is found by looking: what starts, starts because it was sent.
  const service = useService({ JOBS_POLL_MS: '60000' }, (app) => {
    app.get(Jobs).register(tasks);
  });
  const jobs = () => service.app.get(Jobs);
  beforeEach(async () => {
    await jobs().send(tasks.name, { name: 'first' });
    await until(() => tasks.done.length > 0);
    await service.database.query(`DELETE FROM ${JOBS_SCHEMA}.job`);
    tasks.reset();
  });
  return { service, tasks, jobs };
}
