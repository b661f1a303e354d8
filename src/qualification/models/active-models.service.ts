import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { Predictor } from '../learning/predictor.js';
import { ScoringModelsRepository } from './scoring-models.repository.js';

/** Models that are kept ready: some 100 KB each. */
const MOST_READY = 100;

/** The model that scores the leads of a workspace. */
export interface ActiveModel {
  version: number;
  predictor: Predictor;
}

/** The model in use; or the verdict on the newest one, if there is any, which says why none is. */
export type ModelInUse = { active: ActiveModel } | { active: undefined; verdict: string | null };

/** The models in use, ready to predict. A model that is replaced or retired is not used by any later call. */
@Injectable()
export class ActiveModels {
  private readonly ready = new LRUCache<string, ActiveModel>({ max: MOST_READY });

  constructor(private readonly models: ScoringModelsRepository) {}

  async of(workspace: WorkspaceId): Promise<ModelInUse> {
    const state = await this.models.readState(workspace);
    if (state.version === null) return { active: undefined, verdict: state.sentence };
    const key = `${workspace} ${state.version} ${state.trainedAt?.toISOString()}`;
    const active = this.ready.get(key) ?? (await this.load(workspace, state.version));
    if (active === undefined) return { active, verdict: null };
    this.ready.set(key, active);
    return { active };
  }

  private async load(workspace: WorkspaceId, version: number): Promise<ActiveModel | undefined> {
    const stored = await this.models.find(workspace, version);
    return stored?.model == null ? undefined : { version, predictor: new Predictor(stored.model) };
  }
}
