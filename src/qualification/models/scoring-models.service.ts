import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { JobQueue } from '../../jobs/job-queue.js';
import { Jobs } from '../../jobs/jobs.service.js';
import type { FieldChoice } from '../learning/training.js';
import { LaterOutcomesRepository } from './later-outcomes.repository.js';
import { ModelTraining } from './model-training.service.js';
import { ScoringModelNotFoundError, ScoringModelUnusableError } from './scoring-model.errors.js';
import type { ModelStatus, ScoringModelEntity } from './scoring-model.entity.js';
import { ScoringModelDetails } from './scoring-model-details.dto.js';
import { type ScoringModelListResponse, ScoringModelResponse, type TrainModelRequest } from './scoring-model.dto.js';
import { TRAINING_QUEUE, type TrainingJob } from './training-job.js';
import { ScoringModelsRepository } from './scoring-models.repository.js';

/** Versions that a list shows. */
const MOST_LISTED = 100;

/** Models learned from outcomes: trained by jobs, activated, retired. */
@Injectable()
export class ScoringModelsService implements OnModuleInit, JobQueue<TrainingJob> {
  readonly name = TRAINING_QUEUE;
  readonly options = { maxAttempts: 5, retryDelaySeconds: 5 };

  constructor(
    private readonly models: ScoringModelsRepository,
    private readonly training: ModelTraining,
    private readonly jobs: Jobs,
    private readonly later: LaterOutcomesRepository,
  ) {}

  onModuleInit(): void {
    this.jobs.register(this);
  }

  /**
   * Begins a training.
   * @throws TrainingInProgressError
   */
  async begin(workspace: WorkspaceId, { include, exclude }: TrainModelRequest): Promise<ScoringModelResponse> {
    const choice = { ...(include && { include }), ...(exclude && { exclude }) };
    return ScoringModelResponse.from(await this.send(workspace, choice, false));
  }

  /**
   * Begins a training that no user asked for, by the choice of fields of the version before.
   * @throws TrainingInProgressError
   */
  async retrain(workspace: WorkspaceId): Promise<void> {
    await this.send(workspace, {}, true);
  }

  private send(
    workspace: WorkspaceId,
    choice: Partial<FieldChoice>,
    isAutomatic: boolean,
  ): Promise<ScoringModelEntity> {
    return this.models.begin(workspace, choice, (query, version) => {
      const job: TrainingJob = { workspace_id: workspace, version, is_automatic: isAutomatic };
      return this.jobs.send(TRAINING_QUEUE, job, { query });
    });
  }

  /** Trains what `begin` began; a training that has ended, or whose workspace is gone, is left alone. */
  async work(
    { workspace_id: workspace, version, is_automatic = false }: TrainingJob,
    signal: AbortSignal,
  ): Promise<void> {
    const begun = await this.models.find(workspace, version);
    if (begun?.status !== 'training') return;
    const active = await this.models.findActive(workspace);
    try {
      const trained = await this.training.train(workspace, begun, active, signal);
      await this.models.finish(workspace, version, trained, is_automatic);
    } catch (error) {
      // The workspace was erased meanwhile, and its models with it.
      if ((await this.models.find(workspace, version)) !== undefined) throw error;
    }
  }

  /** The newest versions. */
  async list(workspace: WorkspaceId): Promise<ScoringModelListResponse> {
    const models = await this.models.list(workspace, MOST_LISTED);
    return { data: models.map((model) => ScoringModelResponse.from(model)), next_cursor: null };
  }

  /** @throws ScoringModelNotFoundError */
  async get(workspace: WorkspaceId, version: number): Promise<ScoringModelDetails> {
    const model = await this.find(workspace, version);
    return ScoringModelDetails.of(model, await this.later.read(workspace, version));
  }

  /**
   * Puts a model into use that is held or retired; the one in use before is retired.
   * @throws ScoringModelNotFoundError, ScoringModelUnusableError
   */
  activate(workspace: WorkspaceId, version: number): Promise<ScoringModelResponse> {
    return this.change(workspace, version, ['held', 'retired'], 'active');
  }

  /**
   * Takes the model in use out of use: leads are scored as if there were none.
   * @throws ScoringModelNotFoundError, ScoringModelUnusableError
   */
  retire(workspace: WorkspaceId, version: number): Promise<ScoringModelResponse> {
    return this.change(workspace, version, ['active'], 'retired');
  }

  private async change(
    workspace: WorkspaceId,
    version: number,
    from: ModelStatus[],
    to: ModelStatus,
  ): Promise<ScoringModelResponse> {
    const changed = await this.models.change(workspace, version, from, to);
    if (changed !== undefined) return ScoringModelResponse.from(changed);
    const { status } = await this.find(workspace, version);
    throw new ScoringModelUnusableError(version, status);
  }

  private async find(workspace: WorkspaceId, version: number): Promise<ScoringModelEntity> {
    const model = await this.models.find(workspace, version);
    if (model === undefined) throw new ScoringModelNotFoundError(version);
    return model;
  }
}
