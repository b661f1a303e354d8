import { hashText } from '../learning/hash.js';

const NUMBERS = 2 ** 32;

/** Where a lead stands among past leads, 0-100: many of them may stand so near that it is one of them by chance. */
export interface RankSpan {
  from: number;
  to: number;
}

/** Of which leads a language model is asked. */
export interface Band {
  /** The rank of the tier limit that matters. */
  limit: number;
  /** The part of all leads that it is asked about: those nearest the limit, and some at random. */
  share: number;
  /** The part at random, so that the language model keeps being measured. */
  randomShare: number;
}

/** Whether a language model is asked about a lead. The same lead gives the same answer: nothing is drawn twice. */
export function isAsked(leadId: string, { from, to }: RankSpan, { limit, share, randomShare }: Band): boolean {
  if (chance(leadId, 1) < randomShare) return true;
  if (share <= randomShare) return false;
  const width = (100 * (share - randomShare)) / (1 - randomShare);
  const start = Math.max(0, Math.min(100 - width, limit - width / 2));
  const rank = from + (to - from) * chance(leadId, 2);
  return rank >= start && (rank < start + width || start + width >= 100);
}

/** A number from 0 up to 1 for each lead, spread evenly. */
function chance(leadId: string, seed: number): number {
  return hashText(leadId, seed) / NUMBERS;
}
