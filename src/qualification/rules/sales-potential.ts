import type { ScoringProfile } from '../profile/scoring-profile.js';
import { type FactorPart, UNKNOWN_POINTS, UNSET_POINTS } from './factor-part.js';
import { given, quotedList } from './lead-text.js';
import { type FoundSignals, findSignals } from './signals.js';

/** Points by the number of different signals; the first ones count most. */
const POINTS_BY_SIGNALS = [30, 60, 80, 92];
const MOST_POINTS = 100;
/** The most a lead keeps once something speaks against selling to it, whatever speaks for it. */
const DISQUALIFIED_POINTS = 10;

/** What sales_potential is made of: the buying signals in the notes, and the disqualifiers that outweigh them all. */
export function salesPotentialPart(
  leadNotes: string | null,
  profile: Pick<ScoringProfile, 'buyingSignals' | 'disqualifiers'>,
): FactorPart {
  const notes = given(leadNotes);
  const found = findSignals(notes ?? '', profile);
  if (found.disqualifiers.length > 0) return disqualified(found);
  if (profile.buyingSignals.length === 0) {
    return { share: 1, points: UNSET_POINTS, reason: 'buying signals are not set in the profile' };
  }
  if (notes === null) return { share: 1, points: UNKNOWN_POINTS, reason: 'no notes given to find buying signals in' };
  return {
    share: 1,
    points: POINTS_BY_SIGNALS[found.signals.length] ?? MOST_POINTS,
    reason: signalsReason(found),
  };
}

function disqualified({ disqualifiers, signals }: FoundSignals): FactorPart {
  const despite = signals.length > 0 ? `, in spite of ${quotedList(signals)}` : '';
  return {
    share: 1,
    points: DISQUALIFIED_POINTS,
    reason: `the notes disqualify the lead by ${quotedList(disqualifiers)}${despite}`,
  };
}

function signalsReason({ signals, denied }: FoundSignals): string {
  const found =
    signals.length > 0
      ? `the notes show ${signals.length} buying ${signals.length === 1 ? 'signal' : 'signals'}: ${quotedList(signals)}`
      : 'the notes show no buying signal';
  return denied.length > 0 ? `${found}; denied there: ${quotedList(denied)}` : found;
}
