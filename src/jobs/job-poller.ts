import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { pause } from '../resilience/back-off.js';
import { JobStore, DEAD_LETTERS } from './job-store.js';
import { JOBS_SCHEMA } from './job-tables.js';
import { JobSettings } from './jobs.settings.js';

/** Queues with a job that can run now; one statement for all of them, however many workers there are. */
const READY = `
  SELECT queue.name FROM unnest($1::text[]) AS queue (name) CROSS JOIN LATERAL (
    SELECT FROM ${JOBS_SCHEMA}.job_common job
    WHERE job.name = queue.name AND job.state < 'active' AND NOT job.blocked AND job.start_after <= now() LIMIT 1
  ) AS ready`;

/** Looks for jobs that other processes sent, and for those that became due. */
@Injectable()
export class JobPoller {
  /** Whether there were jobs that failed for good when it looked last. */
  hasDeadLetters = false;

  constructor(
    private readonly database: Database,
    private readonly store: JobStore,
    private readonly settings: JobSettings,
  ) {}

  /** Calls `onReady` with each queue that has jobs to run, until `signal` is aborted. */
  async poll(queues: readonly string[], onReady: (queue: string) => void, signal: AbortSignal): Promise<void> {
    const isStopping = () => signal.aborted;
    while (!isStopping()) {
      try {
        const rows = await this.database.read<{ name: string }>(READY, [[...queues, DEAD_LETTERS]]);
        this.hasDeadLetters = rows.some(({ name }) => name === DEAD_LETTERS);
        for (const { name } of rows) onReady(name);
      } catch (error) {
        if (!isStopping()) this.store.note(error);
      }
      await pause(this.settings.pollMs, signal);
    }
  }
}
