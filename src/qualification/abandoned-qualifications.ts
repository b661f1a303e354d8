import { Injectable } from '@nestjs/common';
import { PeriodicWork } from '../lifecycle/periodic-work.js';
import { LlmSettings } from '../llm/llm.settings.js';
import { ScoringClaimsRepository } from './claims/scoring-claims.repository.js';
import { QualificationsRepository } from './qualifications.repository.js';

/** On top of the longest qualification; a slow database must not look like a dead process. */
const GRACE_SECONDS = 60;

/** Marks leads as `failed` whose qualification died with its process. */
@Injectable()
export class AbandonedQualifications extends PeriodicWork {
  protected readonly everyMs = 60_000;
  protected readonly failureMessage = 'Could not search for abandoned qualifications';

  constructor(
    private readonly qualifications: QualificationsRepository,
    private readonly claims: ScoringClaimsRepository,
    private readonly settings: LlmSettings,
  ) {
    super();
  }

  protected async work(): Promise<void> {
    await this.claims.deleteAbandoned();
    const count = await this.qualifications.failAbandoned(this.settings.deadlineMs / 1_000 + GRACE_SECONDS);
    if (count > 0) this.logger.warn(`Marked ${count} leads as failed, whose qualification was abandoned`);
  }
}
