import { Inject, Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../database/workspace-id.js';
import type { GivenFilters, LeadFilters } from './dto/list-leads.dto.js';
import type { LeadEntity } from './lead.entity.js';
import {
  basisOf,
  CURRENT_SCORING,
  type CurrentScoring,
  readBasis,
  type ScoreState,
  type ScoringNow,
  stateOf,
} from './score-state.js';
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
    return leads.map((lead) => withState(lead, now));
  }

  async describeOne(workspace: WorkspaceId, lead: LeadEntity): Promise<LeadWithState> {
    return withState(lead, lead.qualificationScore === null ? undefined : await this.current.of(workspace));
  }

  /**
   * What scores of a workspace rest on that do not hold.
   * @param scorer one whose scores hold although another would score now
   */
  async staleBases(workspace: WorkspaceId, scorer?: string): Promise<string[]> {
    const [bases, now] = await Promise.all([this.bases.list(workspace), this.current.of(workspace)]);
    const scorers = scorer === undefined ? now.scorers : new Set([...now.scorers, scorer]);
    return bases.filter((basis) => stateOf(readBasis(basis), { ...now, scorers }).scoreIsStale !== false);
  }

  /** The state of a score by its `SCORE_BASIS`, for very many leads; `null` stands for no score. */
  async byBasis(workspace: WorkspaceId): Promise<(basis: string | null) => ScoreState> {
    const now = await this.current.of(workspace);
    const states = new Map<string | null, ScoreState>([[null, NO_SCORE]]);
    return (basis) => {
      let state = states.get(basis);
      if (state === undefined) {
        state = stateOf(readBasis(basis ?? ''), now);
        states.set(basis, state);
      }
      return state;
    };
  }

  /** The filters for the repository: which scores are stale is said by what they rest on. */
  async resolve(workspace: WorkspaceId, { stale: isStale, ...others }: GivenFilters): Promise<LeadFilters> {
    if (isStale === undefined) return others;
    const [bases, now] = await Promise.all([this.bases.list(workspace), this.current.of(workspace)]);
    return { ...others, stale: bases.filter((basis) => stateOf(readBasis(basis), now).scoreIsStale === isStale) };
  }
}

/** @param now what would score; not needed for a lead without a score */
function withState<Lead extends LeadEntity>(lead: Lead, now: ScoringNow | undefined): Lead & ScoreState {
  const isScored = now !== undefined && lead.qualificationScore !== null;
  return Object.assign(lead, isScored ? stateOf(basisOf(lead), now) : NO_SCORE);
}
