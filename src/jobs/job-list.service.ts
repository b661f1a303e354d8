import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import { assertOperator } from '../access/operators.js';
import type { PageQuery } from '../validation/page.dto.js';
import { toWire, toWirePage } from '../validation/wire.js';
import { type DeadJobListResponse, DeadJobResponse, JobQueueResponse, type JobQueuesResponse } from './job.dto.js';
import { JobNotFoundError } from './job.errors.js';
import { JobListRepository } from './job-list.repository.js';
import { DEAD_LETTERS } from './job-store.js';
import { JobWorkers } from './job-workers.js';

/** Background jobs of all workspaces, for operators: who is no admin of the default workspace gets AccessDeniedError. */
@Injectable()
export class JobListService {
  constructor(
    private readonly jobs: JobListRepository,
    private readonly workers: JobWorkers,
  ) {}

  async queues(caller: Caller): Promise<JobQueuesResponse> {
    assertOperator(caller);
    const counts = await this.jobs.counts();
    return { queues: counts.map((queue) => toWire(JobQueueResponse, queue)) };
  }

  /** @throws ValidationError if the cursor belongs to another list */
  async dead(caller: Caller, page: PageQuery): Promise<DeadJobListResponse> {
    assertOperator(caller);
    return toWirePage(DeadJobResponse, await this.jobs.dead(page));
  }

  /**
   * Puts a job that failed for good back into its queue, with all its attempts.
   * @throws JobNotFoundError; ServiceUnavailableError while jobs have not started
   */
  async retry(caller: Caller, id: string): Promise<void> {
    assertOperator(caller);
    const boss = await this.workers.store.ready();
    const moved = await boss.redrive(DEAD_LETTERS, { ids: [id] });
    if (moved === 0) throw new JobNotFoundError(id);
  }
}
