import type { WorkspaceId } from '../database/workspace-id.js';
import type { LeadEntity } from './lead.entity.js';

/** Why a score no longer holds: the first of these that applies. */
export const STALE_REASONS = ['facts_changed', 'profile_changed', 'model_changed'] as const;
export type StaleReason = (typeof STALE_REASONS)[number];

/** Whether a lead's score still holds; `null` where there is none, or it is not known what it rests on. */
export interface ScoreState {
  scoreIsStale: boolean | null;
  staleReason: StaleReason | null;
}

/** What a score rests on, besides the facts. */
export interface ScoreBasis {
  factsChanged: boolean;
  /** `null` in scores of earlier releases. */
  profileVersion: number | null;
  scorer: string | null;
}

/** What would score a lead now: the profile, and whatever may be asked. */
export interface ScoringNow {
  profileVersion: number;
  /** The names of those who may score, with their versions. */
  scorers: ReadonlySet<string>;
}

/** What would score a lead now, as far as this room has to know; another room provides it. */
export interface CurrentScoring {
  of(workspace: WorkspaceId): Promise<ScoringNow>;
}

export const CURRENT_SCORING = Symbol('current scoring');

const FACTS_CHANGED = 'facts';

/** `facts`, or the version of the profile and the scorer, exactly as its index has it. A workspace has few of them. */
export const SCORE_BASIS = `CASE WHEN qualification_facts_changed THEN '${FACTS_CHANGED}'
  ELSE COALESCE(qualification_profile_version, 0) || ' ' ||
    COALESCE(qualification_scorer, CASE qualification_method WHEN 'rules' THEN qualification_model END)
  END COLLATE "C"`;

/** A `SCORE_BASIS`, read. */
export function readBasis(text: string): ScoreBasis {
  const [version = '', ...scorer] = text.split(' ');
  const profileVersion = Number(version);
  if (text === FACTS_CHANGED) return { factsChanged: true, profileVersion: null, scorer: null };
  return {
    factsChanged: false,
    profileVersion: profileVersion === 0 ? null : profileVersion,
    scorer: scorer.join(' '),
  };
}

/** What the score of a lead rests on. Rules of earlier releases are known by the version that they called their model. */
export function basisOf(lead: LeadEntity): ScoreBasis {
  const { factsChanged, profileVersion, qualificationScorer, qualificationMethod, qualificationModel } = lead;
  const scorer = qualificationScorer ?? (qualificationMethod === 'rules' ? qualificationModel : null);
  return { factsChanged, profileVersion, scorer };
}

/** Whether a score with this basis still holds. */
export function stateOf({ factsChanged, profileVersion, scorer }: ScoreBasis, now: ScoringNow): ScoreState {
  if (factsChanged) return stale('facts_changed');
  if (profileVersion !== null && profileVersion !== now.profileVersion) return stale('profile_changed');
  if (scorer !== null && !now.scorers.has(scorer)) return stale('model_changed');
  return { scoreIsStale: profileVersion === null ? null : false, staleReason: null };
}

function stale(staleReason: StaleReason): ScoreState {
  return { scoreIsStale: true, staleReason };
}

/** What a lead tells of its score although nothing of the lead has changed. */
export function unversionedState(lead: { stale_reason: StaleReason | null }): string | undefined {
  return lead.stale_reason === null || lead.stale_reason === 'facts_changed' ? undefined : lead.stale_reason;
}
