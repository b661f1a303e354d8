import { Injectable } from '@nestjs/common';
import { SharedRead } from '../resilience/shared-read.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import type { CurrentScoring, ScoringNow } from '../leads/score-state.js';
import { LlmRouter } from '../llm/router/llm-router.service.js';
import { CurrentScoringRepository, type ScoringVersions } from './current-scoring.repository.js';
import { QualificationSettings } from './qualification.settings.js';
import { cascadeScorer, learnedScorer, modelScorer, RULES, RULES_AS_FALLBACK } from './scorer-names.js';

/** What scores leads by the current profile, the learned model in use and this configuration. */
@Injectable()
export class ConfiguredScoring implements CurrentScoring {
  private readonly models: ReadonlySet<string>;
  private readonly versions: SharedRead<WorkspaceId, ScoringVersions>;

  constructor(current: CurrentScoringRepository, router: LlmRouter, { fallback }: QualificationSettings) {
    this.versions = new SharedRead((workspace) => current.read(workspace));
    const models = router.profiles.map(({ model }) => modelScorer(model));
    // A lead that rules had to score is not scored better by trying again at once.
    this.models = new Set(models.length === 0 || fallback === 'none' ? models : [...models, RULES_AS_FALLBACK]);
  }

  async of(workspace: WorkspaceId): Promise<ScoringNow> {
    const versions = await this.versions.get(workspace);
    return { profileVersion: versions.profileVersion, scorers: this.scorersOf(versions) };
  }

  private scorersOf({ method, modelVersion }: ScoringVersions): ReadonlySet<string> {
    const hasModels = this.models.size > 0;
    const takesLearned = method === 'auto' || (method === 'cascade' && !hasModels);
    if (method === 'learned' || (takesLearned && modelVersion !== null)) {
      return new Set([modelVersion === null ? RULES_AS_FALLBACK : learnedScorer(modelVersion)]);
    }
    if (method === 'cascade' && hasModels) return new Set([cascadeScorer(modelVersion ?? undefined)]);
    if (method === 'rules' || (method === 'auto' && !hasModels)) return BY_RULES;
    return hasModels ? this.models : STANDING_IN;
  }
}

const BY_RULES: ReadonlySet<string> = new Set([RULES]);
const STANDING_IN: ReadonlySet<string> = new Set([RULES_AS_FALLBACK]);
