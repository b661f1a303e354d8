import { setImmediate as nextTurn } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { ServiceUnavailableError } from '../../errors/request.errors.js';
import type { ScoringProfileRequest } from '../profile/scoring-profile.dto.js';
import { definitionOf, ScoringProfileService } from '../profile/scoring-profile.service.js';
import { QualificationSettings } from '../qualification.settings.js';
import { PreviewLeadsRepository } from './preview-leads.repository.js';
import { type LeadMove, ProfileComparison } from './profile-comparison.js';
import type { LeadMoveResponse, ProfilePreviewResponse, TierMoveResponse } from './profile-preview.dto.js';

const LEADS_A_QUERY = 1_000;
/** How long leads are scored in one turn of the event loop, in ms. */
const TURN_MS = 8;
/** Previews that may wait for another one: each takes a second or two. */
const MOST_WAITING = 8;
const RETRY_AFTER_SECONDS = 5;

/** What would change if another profile counted. One at a time on each replica, as it takes all of a core. */
@Injectable()
export class ProfilePreviews {
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  constructor(
    private readonly profiles: ScoringProfileService,
    private readonly leads: PreviewLeadsRepository,
    private readonly settings: QualificationSettings,
  ) {}

  /**
   * Scores the newest leads, all of them if there are not too many, by the current profile and by `draft`. Stores nothing.
   * @throws ServiceUnavailableError while too many others wait
   */
  async preview(workspace: WorkspaceId, draft: ScoringProfileRequest): Promise<ProfilePreviewResponse> {
    if (this.waiting > MOST_WAITING) {
      throw new ServiceUnavailableError(
        'Too many previews at once; try again',
        {},
        { retryAfterSeconds: RETRY_AFTER_SECONDS },
      );
    }
    this.waiting++;
    const result = this.last.then(() => this.compare(workspace, draft));
    this.last = result.catch(() => undefined).finally(() => this.waiting--);
    return result;
  }

  private async compare(workspace: WorkspaceId, draft: ScoringProfileRequest): Promise<ProfilePreviewResponse> {
    const current = await this.profiles.current(workspace);
    const comparison = new ProfileComparison(current.definition, definitionOf(draft));
    const isWhole = await this.addLeads(workspace, comparison);
    return {
      profile_version: current.version,
      leads: comparison.leads,
      sampled: !isWhole,
      changed: comparison.changed,
      tiers: [...comparison.tiers].map(([step, leads]) => tierMove(step, leads)),
      moves: comparison.largestMoves().map(leadMove),
    };
  }

  /** @returns whether these were all */
  private async addLeads(workspace: WorkspaceId, comparison: ProfileComparison): Promise<boolean> {
    const most = this.settings.previewLeads;
    let turnEnds = performance.now() + TURN_MS;
    for (let before: string | undefined; ;) {
      const leads = await this.leads.findNewest(workspace, LEADS_A_QUERY, before);
      for (const lead of leads) {
        if (comparison.leads >= most) return false;
        comparison.add(lead);
        if (performance.now() < turnEnds) continue;
        await nextTurn();
        turnEnds = performance.now() + TURN_MS;
      }
      if (leads.length < LEADS_A_QUERY) return true;
      before = leads.at(-1)?.id;
    }
  }
}

function tierMove(step: string, leads: number): TierMoveResponse {
  const [from, to] = step as unknown as [TierMoveResponse['from'], TierMoveResponse['to']];
  return { from, to, leads };
}

function leadMove({ lead, before, after, reason }: LeadMove): LeadMoveResponse {
  return {
    lead_id: lead.id,
    company_name: lead.companyName,
    score_now: before.score,
    tier_now: before.tier,
    score: after.score,
    tier: after.tier,
    reason,
  };
}
