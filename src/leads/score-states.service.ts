import { Inject, Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../database/workspace-id.js';
import type { GivenFilters, LeadFilters } from './dto/list-leads.dto.js';
import type { LeadEntity } from './lead.entity.js';
import { basisOf, CURRENT_SCORING, type CurrentScoring, readBasis, type ScoreState, stateOf } from './score-state.js';
import { ScoreBasesRepository } from './score-bases.repository.js';

const NO_SCORE: ScoreState = { scoreIsStale: null, staleReason: null };

/** Whether the scores of leads still hold, by what would score them now. */
@Injectable()
export class ScoreStates {
  constructor(
    @Inject(CURRENT_SCORING) private readonly current: CurrentScoring,
    private readonly bases: ScoreBasesRepository,
  ) {}

  /** Adds its state to each lead. */
  async describe<Lead extends LeadEntity>(workspace: WorkspaceId, leads: Lead[]): Promise<(Lead & ScoreState)[]> {
    const now = leads.some(hasScore) ? await this.current.of(workspace) : undefined;
    return leads.map((lead) => Object.assign(lead, now && hasScore(lead) ? stateOf(basisOf(lead), now) : NO_SCORE));
  }

  /** The state of one lead, which stays as it is. */
  async of(workspace: WorkspaceId, lead: LeadEntity): Promise<ScoreState> {
    return hasScore(lead) ? stateOf(basisOf(lead), await this.current.of(workspace)) : NO_SCORE;
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

function hasScore({ qualificationScore }: LeadEntity): boolean {
  return qualificationScore !== null;
}
