import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { LeadNotFoundError } from '../../leads/lead.errors.js';
import type { LeadEntity } from '../../leads/lead.entity.js';
import { ScoreStates } from '../../leads/score-states.service.js';
import { QualificationInProgressError } from '../qualification.errors.js';
import { QualificationSettings } from '../qualification.settings.js';
import { QualificationsRepository, type RecordedQualification } from '../qualifications.repository.js';
import type { ScoringClaim } from './scoring-claims.repository.js';
import { ScoringClaims } from './scoring-claims.service.js';

const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 250;

/** The lead to score, as it is now; or what another caller has made of it meanwhile. */
export type Turn = { lead: LeadEntity; shared?: undefined } | { shared: RecordedQualification };

/**
 * Lets one caller at a time ask a model about a lead, in all replicas. The others wait, without a connection, and share the
 * result, unless the lead or the profile has changed since.
 */
@Injectable()
export class ScoringTurns {
  constructor(
    private readonly claims: ScoringClaims,
    private readonly qualifications: QualificationsRepository,
    private readonly states: ScoreStates,
    private readonly settings: QualificationSettings,
  ) {}

  /**
   * Waits until this caller may score the lead, or another one has.
   * @throws LeadNotFoundError, QualificationInProgressError after `QUALIFICATION_WAIT_MS`
   */
  async take(claim: ScoringClaim, signal?: AbortSignal): Promise<Turn> {
    const limit = AbortSignal.timeout(this.settings.waitMs);
    const end = signal === undefined ? limit : AbortSignal.any([limit, signal]);
    for (;;) {
      const taken = await this.claims.take(claim);
      if (taken === undefined) throw new LeadNotFoundError(claim.leadId);
      if (taken.lead !== undefined) return { lead: taken.lead };
      const other = { ...claim, qualificationId: taken.holder };
      await this.untilDone(other, end);
      const shared = await this.resultOf(other);
      if (shared !== undefined) return { shared };
    }
  }

  release(claim: ScoringClaim): Promise<void> {
    return this.claims.release(claim);
  }

  private async untilDone(claim: ScoringClaim, end: AbortSignal): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; await this.claims.isHeld(claim); pauseMs *= 2) {
      await sleep(Math.min(pauseMs, LONGEST_PAUSE_MS), undefined, { signal: end }).catch(() => undefined);
      if (end.aborted) throw new QualificationInProgressError(claim.leadId);
    }
  }

  /** What the other caller recorded, if it is the lead's score and still holds. */
  private async resultOf({ workspace, leadId, qualificationId }: ScoringClaim) {
    const recorded = await this.qualifications.findRecorded(workspace, leadId, qualificationId);
    if (recorded === undefined) return undefined;
    const { lead, qualification } = recorded;
    const { scoreIsStale } = await this.states.of(workspace, lead);
    const isCurrent = lead.qualifiedAt?.getTime() === qualification.createdAt.getTime();
    return scoreIsStale === false && isCurrent ? recorded : undefined;
  }
}
