import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../database/workspace-id.js';
import { asksModels, type QualificationMethod, type ScoringMethod } from '../leads/lead-score.js';
import { LlmNotConfiguredError } from '../llm/llm.errors.js';
import { LlmRouter } from '../llm/router/llm-router.service.js';
import { type ActiveModel, ActiveModels, type ModelInUse } from './models/active-models.service.js';
import type { ScoringProfileEntity } from './profile/scoring-profile.entity.js';
import { ScoringProfileService } from './profile/scoring-profile.service.js';

/** The fallback reason of scores by rules where no learned model is in use. */
const SCORING_MODEL_MISSING = 'SCORING_MODEL_MISSING';

/** Why rules score in place of what was wanted. */
export interface Substitution {
  /** The `fallback_reason` of the scores. */
  code: string;
  sentence: string;
}

/** How leads of a workspace are scored at some moment. */
export interface ScoringPlan {
  method: QualificationMethod;
  profile: ScoringProfileEntity;
  /** The learned model in use; where `learned` is wanted and there is none, rules score. */
  model: ActiveModel | undefined;
  substitution?: Substitution;
}

/** Decides how leads are scored: by what the request wants, else the profile, else the best that there is. */
@Injectable()
export class ScoringPlans {
  constructor(
    private readonly profiles: ScoringProfileService,
    private readonly models: ActiveModels,
    private readonly router: LlmRouter,
  ) {}

  /**
   * @param requested of one request; it goes before the profile's
   * @throws LlmNotConfiguredError if a request wants a language model and there is none
   */
  async of(workspace: WorkspaceId, requested?: ScoringMethod): Promise<ScoringPlan> {
    const [profile, found] = await Promise.all([this.profiles.current(workspace), this.models.of(workspace)]);
    const wanted = requested ?? profile.definition.scoring.method;
    const method = wanted === 'auto' ? this.best(found) : wanted;
    const plan = { method, profile, model: found.active };
    if (asksModels(method) && !this.router.isConfigured) {
      if (requested === method) throw new LlmNotConfiguredError();
      return method === 'cascade' && found.active !== undefined
        ? { ...plan, method: 'learned' }
        : { ...plan, method: 'rules', substitution: WITHOUT_LLM };
    }
    if (method !== 'learned' || found.active !== undefined) return plan;
    return { ...plan, substitution: { code: SCORING_MODEL_MISSING, sentence: whyMissing(found.verdict) } };
  }

  /** What past outcomes taught is known to be worth something; of the others it is not known. */
  private best({ active }: ModelInUse): QualificationMethod {
    if (active !== undefined) return 'learned';
    return this.router.isConfigured ? 'llm' : 'rules';
  }
}

const WITHOUT_LLM: Substitution = {
  code: LlmNotConfiguredError.errorCode,
  sentence: 'No language model is configured.',
};

function whyMissing(verdict: string | null): string {
  return verdict === null ? 'No model has been learned yet.' : `No learned model is in use. The newest: ${verdict}`;
}
