import { Injectable } from '@nestjs/common';
import { UnfinishedJobsRepository } from '../../jobs/unfinished-jobs.repository.js';
import { PeriodicWork } from '../../lifecycle/periodic-work.js';
import { ScoringModelsRepository } from './scoring-models.repository.js';
import { TRAINING_QUEUE, type TrainingJob } from './training-job.js';

/** A training that was not old enough when its jobs were listed may have been begun since. */
const GRACE_SECONDS = 10;

/** Marks trainings as `failed` whose job has failed for good, such as one whose process was killed at every attempt. */
@Injectable()
export class AbandonedTrainings extends PeriodicWork {
  protected readonly everyMs = 15_000;
  protected readonly failureMessage = 'Could not search for abandoned trainings';

  constructor(
    private readonly models: ScoringModelsRepository,
    private readonly unfinished: UnfinishedJobsRepository,
  ) {
    super();
  }

  protected async work(): Promise<void> {
    const old = await this.models.listTrainings(GRACE_SECONDS);
    if (old.length === 0) return;
    const jobs = await this.unfinished.list<TrainingJob>(TRAINING_QUEUE);
    const alive = new Set(jobs.map((job) => keyOf(job.workspace_id, job.version)));
    for (const { workspaceId, version } of old) {
      if (!alive.has(keyOf(workspaceId, version))) await this.models.abandon(workspaceId, version);
    }
  }
}

function keyOf(workspace: string, version: number): string {
  return `${workspace} ${version}`;
}
