import { Inject, Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../database/workspace-id.js';
import type { GivenFilters, LeadFilters } from './dto/list-leads.dto.js';
import type { LeadEntity } from './lead.entity.js';
import { basisOf, CURRENT_SCORING, type CurrentScoring, readBasis, type ScoreState, stateOf } from './score-state.js';
import { ScoreBasesRepository } from './score-bases.repository.js';

const NO_SCORE: ScoreState = { scoreIsStale: null, staleReason: null };

/** A lead, with whether its score still holds. */
export type LeadWithState = LeadEntity & ScoreState;

/** Whether the scores of leads still hold, by what would score them now. */
@Injectable()
export class ScoreStates {
  constructor(
    @Inject(CURRENT_SCORING) private readonly current: CurrentScoring,
    private readonly bases: ScoreBasesRepository,
  ) {}

  /** Adds its state to each lead. */
  async describe<Lead extends LeadEntity>(workspace: WorkspaceId, leads: Lead[]): Promise<(Lead & ScoreState)[]> {
    const areScored = leads.some(({ qualificationScore }) => qualificationScore !== null);
    const now = areScored ? await this.current.of(workspace) : undefined;
    return leads.map((lead) =>
      Object.assign(
        lead,
        now === undefined || lead.qualificationScore === null ? NO_SCORE : stateOf(basisOf(lead), now),
      ),
    );
  }

  async describeOne(workspace: WorkspaceId, lead: LeadEntity): Promise<LeadWithState> {
    const [described] = await this.describe(workspace, [lead]);
    return described ?? Object.assign(lead, NO_SCORE);
  }

  /** The filters for the repository: which scores are stale is said by what they rest on. */
  async resolve(workspace: WorkspaceId, { stale: isStale, ...others }: GivenFilters): Promise<LeadFilters> {
    if (isStale === undefined) return others;
    const [bases, now] = await Promise.all([this.bases.list(workspace), this.current.of(workspace)]);
    return { ...others, stale: bases.filter((basis) => stateOf(readBasis(basis), now).scoreIsStale === isStale) };
  }
}
