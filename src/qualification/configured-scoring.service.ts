import { Injectable } from '@nestjs/common';
import { SharedRead } from '../database/shared-read.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import type { CurrentScoring, ScoringNow } from '../leads/score-state.js';
import { LlmRouter } from '../llm/router/llm-router.service.js';
import { ScoringProfileRepository } from './profile/scoring-profile.repository.js';
import { QualificationSettings } from './qualification.settings.js';
import { modelScorer, RULES, RULES_AS_FALLBACK } from './scorer-names.js';

/** What scores leads by the current profile and this configuration. */
@Injectable()
export class ConfiguredScoring implements CurrentScoring {
  private readonly scorers: ReadonlySet<string>;
  private readonly versions: SharedRead<WorkspaceId, number>;

  constructor(profiles: ScoringProfileRepository, router: LlmRouter, { fallback }: QualificationSettings) {
    this.versions = new SharedRead((workspace) => profiles.currentVersion(workspace));
    const models = router.profiles.map(({ model }) => modelScorer(model));
    // A lead that rules had to score is not scored better by trying again at once.
    this.scorers = new Set(
      models.length === 0 ? [RULES] : [...models, ...(fallback === 'rules' ? [RULES_AS_FALLBACK] : [])],
    );
  }

  async of(workspace: WorkspaceId): Promise<ScoringNow> {
    return { profileVersion: await this.versions.get(workspace), scorers: this.scorers };
  }
}
