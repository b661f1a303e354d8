import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { taskUrl, ThreadPool } from '../../threads/thread-pool.service.js';
import type { Rival } from '../learning/rival.js';
import type { Training } from '../learning/training.js';
import { ScoringProfileService } from '../profile/scoring-profile.service.js';
import { QualificationSettings } from '../qualification.settings.js';
import type { ScoringModelEntity } from './scoring-model.entity.js';
import type { TrainedModel } from './scoring-models.repository.js';
import type { TrainingTask } from './train.task.js';
import { TrainingDataRepository } from './training-data.repository.js';

const TRAIN = taskUrl('./train.task', import.meta.url);
/** Longest wait for a thread, in ms. */
const WAIT_MS = 60_000;
/** A new model that ranks worse than the one in use by more than this is held back. */
const MOST_LOSS = 0.05;

/** Learns a model from the outcomes of a workspace, in a worker thread. */
@Injectable()
export class ModelTraining {
  constructor(
    private readonly data: TrainingDataRepository,
    private readonly profiles: ScoringProfileService,
    private readonly threads: ThreadPool,
    private readonly settings: QualificationSettings,
  ) {}

  /**
   * @param active the model in use, if there is one
   * @param signal ends the training before it has begun
   */
  async train(
    workspace: WorkspaceId,
    { include, exclude }: ScoringModelEntity,
    active: ScoringModelEntity | undefined,
    signal: AbortSignal,
  ): Promise<TrainedModel> {
    const { definition: profile } = await this.profiles.current(workspace);
    const parts = await this.data.read(workspace, signal);
    const task: TrainingTask = { parts, profile, choice: { include, exclude }, rival: rivalOf(active) };
    const limits = { owner: workspace, waitMs: WAIT_MS, limitMs: this.settings.learningSeconds * 1_000 };
    const outcome = await this.threads.run<Training>(TRAIN, task, limits);
    signal.throwIfAborted();
    if (outcome.state === 'done') return trainedModel(outcome.result);
    if (outcome.state === 'timed_out') return unfinished(this.settings.learningSeconds);
    throw new Error('No worker thread could train a model');
  }
}

function rivalOf(active: ScoringModelEntity | undefined): Rival | undefined {
  const { model, findings, trainedAt } = active ?? {};
  const auc = findings?.evidence?.auc.auc;
  if (model == null || trainedAt == null || auc === undefined) return undefined;
  return { model, auc, trainedAt: trainedAt.getTime() };
}

function trainedModel(training: Training): TrainedModel {
  const { verdict, sentence, won, lost, leftOut, suspects, learned, comparison } = training;
  const findings = { leftOut, suspects, ...(learned && { evidence: learned.evidence }) };
  const common = { won, lost, findings, model: learned?.model ?? null };
  if (verdict !== 'active' || comparison === undefined || comparison.auc >= comparison.rivalAuc - MOST_LOSS) {
    return { ...common, status: verdict, sentence };
  }
  const { auc, rivalAuc } = comparison;
  const compared = `Ranks worse than the model in use (AUC ${auc.toFixed(3)} against ${rivalAuc.toFixed(3)})`;
  return { ...common, status: 'held', sentence: `${sentence} ${compared}: activate it if that is right.` };
}

function unfinished(seconds: number): TrainedModel {
  const sentence = `The training took longer than ${seconds} s, or too much memory.`;
  return { status: 'failed', sentence, won: null, lost: null, findings: null, model: null };
}
