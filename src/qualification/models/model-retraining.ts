import { Injectable } from '@nestjs/common';
import { JobSettings } from '../../jobs/jobs.settings.js';
import { PeriodicWork } from '../../lifecycle/periodic-work.js';
import { QualificationSettings } from '../qualification.settings.js';
import { DueModelsRepository } from './due-models.repository.js';
import { TrainingInProgressError } from './scoring-model.errors.js';
import { ScoringModelsService } from './scoring-models.service.js';

/** Trains models anew when there are enough new outcomes, in workspaces where a user has trained one before. */
@Injectable()
export class ModelRetraining extends PeriodicWork {
  protected readonly everyMs = 600_000;
  protected readonly failureMessage = 'Could not look for scoring models that are due';

  constructor(
    private readonly due: DueModelsRepository,
    private readonly models: ScoringModelsService,
    private readonly jobs: JobSettings,
    private readonly settings: QualificationSettings,
  ) {
    super();
  }

  override onApplicationBootstrap(): void {
    if (this.jobs.role !== 'web') super.onApplicationBootstrap();
  }

  protected async work(): Promise<void> {
    const { retrainHours: hours, retrainOutcomes: outcomes } = this.settings;
    for (const workspace of await this.due.list({ hours, outcomes })) {
      try {
        await this.models.retrain(workspace);
      } catch (error) {
        // Another replica was faster.
        if (!(error instanceof TrainingInProgressError)) throw error;
      }
    }
  }
}
