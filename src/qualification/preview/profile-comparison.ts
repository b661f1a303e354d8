import type { RatedFactorScores, ScorePart, Tier } from '../../leads/lead-score.js';
import type { ScoringProfile } from '../profile/scoring-profile.js';
import { scoreByRules } from '../rules/rules.scoring.js';
import type { PreviewLead } from './preview-leads.repository.js';

/** What becomes of a lead under another profile. */
export interface LeadMove {
  lead: Pick<PreviewLead, 'id' | 'companyName'>;
  before: { score: number; tier: Tier };
  after: { score: number; tier: Tier };
  reason: string;
}

const MOST_MOVES = 20;

/** Scores leads by two profiles, and keeps how many go from tier to tier and the leads that move most. */
export class ProfileComparison {
  leads = 0;
  changed = 0;
  /** By both tiers, such as `BA`. */
  readonly tiers = new Map<string, number>();
  private moves: LeadMove[] = [];

  constructor(
    private readonly current: ScoringProfile,
    private readonly draft: ScoringProfile,
  ) {}

  add(lead: PreviewLead): void {
    const before = scoreByRules(lead, this.current);
    const after = scoreByRules(lead, this.draft);
    const step = before.tier + after.tier;
    this.leads++;
    this.tiers.set(step, (this.tiers.get(step) ?? 0) + 1);
    if (before.score === after.score) return;
    this.changed++;
    this.moves.push({ lead, before, after, reason: mainChange(before.factors, after.factors) });
    if (this.moves.length >= 10 * MOST_MOVES) this.moves = this.largestMoves();
  }

  /** Largest first; of equal ones, those that were added first. */
  largestMoves(): LeadMove[] {
    const size = ({ before, after }: LeadMove) => Math.abs(after.score - before.score);
    return this.moves.toSorted((a, b) => size(b) - size(a)).slice(0, MOST_MOVES);
  }
}

/** The sentence of the part whose points change most. */
function mainChange(before: RatedFactorScores, after: RatedFactorScores): string {
  const old = partsOf(before);
  const next = partsOf(after);
  const changes = [...new Set([...old.keys(), ...next.keys()])].map((name) => {
    const points = (next.get(name)?.points ?? 0) - (old.get(name)?.points ?? 0);
    return { size: Math.abs(points), reason: next.get(name)?.reason ?? `No longer: ${old.get(name)?.reason ?? ''}` };
  });
  return changes.reduce((most, one) => (one.size > most.size ? one : most), { size: 0, reason: '' }).reason;
}

/** Several adjustments have the same name. */
function partsOf({ adjustments, ...factors }: RatedFactorScores): Map<string, ScorePart> {
  const parts = Object.values(factors).flatMap((factor) => factor.parts ?? []);
  const adjusting = (adjustments?.parts ?? []).map((part) => [`${part.name}: ${part.reason}`, part] as const);
  return new Map([...parts.map((part) => [part.name, part] as const), ...adjusting]);
}
