import { DISQUALIFIED_POINTS } from './assessment.js';
import { type FactorPart, UNSET_POINTS } from './factor-part.js';
import { quotedList } from './lead-text.js';
import type { FoundSignals } from './signals.js';

/** Points by the number of different signals; the first ones count most. Notes without any say no more than no notes. */
const POINTS_BY_SIGNALS = [50, 70, 85, 95];
const MOST_POINTS = 100;
/** Notes that name signals only to deny them speak against the lead. */
const DENIED_POINTS = 40;

/**
 * What sales_potential is made of: the buying signals in the notes, and the disqualifiers that outweigh them all.
 * @param hasSignals whether the profile names any
 */
export function salesPotentialPart(hasNotes: boolean, found: FoundSignals, hasSignals: boolean): FactorPart {
  return { name: 'buying_signals', share: 100, ...scoreSignals(hasNotes, found, hasSignals) };
}

function scoreSignals(
  hasNotes: boolean,
  found: FoundSignals,
  hasSignals: boolean,
): Pick<FactorPart, 'points' | 'reason'> {
  if (found.disqualifiers.length > 0) return { points: DISQUALIFIED_POINTS, reason: disqualifiedReason(found) };
  if (!hasSignals) return { points: UNSET_POINTS, reason: 'buying signals are not set in the profile' };
  const [neutral = 0] = POINTS_BY_SIGNALS;
  if (!hasNotes) return { points: neutral, reason: 'no notes given to find buying signals in' };
  const count = found.signals.length;
  const isDenied = count === 0 && found.denied.length > 0;
  return { points: isDenied ? DENIED_POINTS : (POINTS_BY_SIGNALS[count] ?? MOST_POINTS), reason: signalsReason(found) };
}

function disqualifiedReason({ disqualifiers, signals }: FoundSignals): string {
  const despite = signals.length > 0 ? `, in spite of ${quotedList(signals)}` : '';
  return `the lead is disqualified by ${quotedList(disqualifiers)}${despite}`;
}

function signalsReason({ signals, denied }: FoundSignals): string {
  const found =
    signals.length > 0
      ? `the notes show ${signals.length} buying ${signals.length === 1 ? 'signal' : 'signals'}: ${quotedList(signals)}`
      : 'the notes show no buying signal';
  return denied.length > 0 ? `${found}; denied there: ${quotedList(denied)}` : found;
}
