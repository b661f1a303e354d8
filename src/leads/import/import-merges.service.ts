import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ConstraintViolationError } from '../../database/database.errors.js';
import type { Query } from '../../database/database.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { JobQueue } from '../../jobs/job-queue.js';
import { Jobs } from '../../jobs/jobs.service.js';
import { withSmallHeap } from '../../lifecycle/heap-growth.js';
import type { ImportEntity } from './import.entity.js';
import { ImportMergeRepository } from './import-merge.repository.js';
import type { BatchCounts } from './merge-progress.js';
import { ImportSettings } from './imports.settings.js';
import { ImportsRepository } from './imports.repository.js';

const QUEUE = 'lead-imports';
/** How long a merge waits for another process that is at the same import, in ms. */
const BUSY_MS = 250;
/** Of a batch in which a row breaks a rule of the database, this part is tried next. */
const SMALLER = 10;
/** Rows of a preview that are looked at together. */
const TRIED_AT_ONCE = 5_000;

interface MergeJob {
  workspace: WorkspaceId;
  import_id: string;
}

/** Merges imports that are received into the leads, whichever process does it. */
@Injectable()
export class ImportMerges implements OnModuleInit {
  constructor(
    private readonly merges: ImportMergeRepository,
    private readonly imports: ImportsRepository,
    private readonly settings: ImportSettings,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    const queue: JobQueue<MergeJob> = {
      name: QUEUE,
      options: { onePerKey: 'unfinished', maxAttempts: 100 },
      concurrency: 2,
      work: ({ workspace, import_id }, signal) => this.run(workspace, import_id, signal),
    };
    this.jobs.register(queue);
  }

  /** Has an import merged in the background, if the transaction of `query` commits. */
  async start(workspace: WorkspaceId, id: string, query: Query): Promise<void> {
    const job: MergeJob = { workspace, import_id: id };
    await this.jobs.send(QUEUE, job, { singletonKey: id, query });
  }

  /**
   * Merges an import to its end, or until it is cancelled.
   * @throws what `signal` is aborted with, and errors of the database; another process can go on then
   */
  run(workspace: WorkspaceId, id: string, signal: AbortSignal): Promise<void> {
    return withSmallHeap(() => this.mergeAll(workspace, id, signal));
  }

  /** What a merge of an import would do: of each kind, how many rows. */
  preview(one: ImportEntity): Promise<BatchCounts> {
    return withSmallHeap(() => this.tryAll(one));
  }

  private async mergeAll(workspace: WorkspaceId, id: string, signal: AbortSignal): Promise<void> {
    let limit = this.settings.batchRows;
    for (;;) {
      signal.throwIfAborted();
      const step = await this.step(workspace, id, limit);
      if (step === 'done') return;
      if (step === 'smaller') limit = Math.ceil(limit / SMALLER);
      else limit = Math.min(this.settings.batchRows, limit * SMALLER);
      if (step !== 'busy') continue;
      if ((await this.imports.find(workspace, id))?.state !== 'merging') return;
      await sleep(BUSY_MS, undefined, { signal });
    }
  }

  private async tryAll({ workspaceId, id, onDuplicate }: ImportEntity): Promise<BatchCounts> {
    const sum = { created: 0, updated: 0, unchanged: 0, rejected: 0 };
    for (let line = 0; ;) {
      const next = await this.merges.tryNext(workspaceId, id, onDuplicate, line, TRIED_AT_ONCE);
      if (next === undefined) return sum;
      line = next.line;
      for (const kind of Object.keys(sum) as (keyof BatchCounts)[]) sum[kind] += next.counts[kind];
    }
  }

  private async step(workspace: WorkspaceId, id: string, limit: number): Promise<'busy' | 'more' | 'done' | 'smaller'> {
    try {
      return await this.merges.mergeNext(workspace, id, limit);
    } catch (error) {
      if (!(error instanceof ConstraintViolationError)) throw error;
      return limit > 1 ? 'smaller' : this.merges.refuseNext(workspace, id, error.constraint);
    }
  }
}
