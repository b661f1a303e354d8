import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { FactorWeights } from './profile/scoring-profile.js';
import type { FactorScores } from '../leads/lead-score.js';
import { tierOf, totalScore } from './scoring.js';

const DEFAULT_WEIGHTS = { companyFit: 0.4, contactQuality: 0.3, salesPotential: 0.3 };
const LIMITS = { a: 80, b: 60, c: 40 };

/** Scores in hundredths and weights in ten-thousandths, as integers, so that what is expected is exact. */
const hundredths = fc.integer({ min: 0, max: 10_000 });
/** Round weights besides fine ones, since only they often put a total right between two hundredths. */
const cut = fc.oneof(
  fc.integer({ min: 0, max: 10_000 }),
  fc.integer({ min: 0, max: 10 }).map((tenths) => tenths * 1_000),
);
const shares = fc
  .tuple(cut, cut)
  .map(([one, other]) => [Math.min(one, other), Math.abs(one - other), 10_000 - Math.max(one, other)] as const);
const anyScore = fc.double({ min: 0, max: 100, noNaN: true });

describe('totalScore', () => {
  it('weighs the factors as the default profile says', () => {
    expect(totalScore(scores(90, 81.5, 70.25), DEFAULT_WEIGHTS)).toBe(81.53);
    expect(totalScore(scores(100, 100, 100), DEFAULT_WEIGHTS)).toBe(100);
    expect(totalScore(scores(0, 0, 0), DEFAULT_WEIGHTS)).toBe(0);
    expect(totalScore(scores(100, 0, 0), DEFAULT_WEIGHTS)).toBe(40);
  });

  it('is the exact weighted sum, rounded half up to two decimals', () => {
    fc.assert(
      fc.property(fc.tuple(hundredths, hundredths, hundredths), shares, ([a, b, c], [wa, wb, wc]) => {
        const exact = Math.floor((a * wa + b * wb + c * wc + 5_000) / 10_000) / 100;
        expect(totalScore(scores(a / 100, b / 100, c / 100), weights(wa, wb, wc))).toBe(exact);
      }),
      { numRuns: 5_000 },
    );
  });

  it('rounds a tie up although binary fractions fall just short of it', () => {
    expect(totalScore(scores(50.44, 83.56, 85.77), DEFAULT_WEIGHTS)).toBe(70.98);
    expect(totalScore(scores(6.48, 14.01, 86.3), DEFAULT_WEIGHTS)).toBe(32.69);
    expect(totalScore(scores(47, 30, 54), weights(1_610, 2_620, 5_770))).toBe(46.59);
  });

  it('stays within 0 and 100 with two decimals, whatever the factors', () => {
    fc.assert(
      fc.property(anyScore, anyScore, anyScore, shares, (a, b, c, [wa, wb, wc]) => {
        const total = totalScore(scores(a, b, c), weights(wa, wb, wc));
        expect(total).toBeGreaterThanOrEqual(0);
        expect(total).toBeLessThanOrEqual(100);
        expect(total).toBe(Number(total.toFixed(2)));
      }),
    );
  });

  it.each(['company_fit', 'contact_quality', 'sales_potential'] as const)('never falls when %s rises', (factor) => {
    fc.assert(
      fc.property(anyScore, anyScore, anyScore, anyScore, shares, (a, b, c, raised, [wa, wb, wc]) => {
        const before = scores(a, b, c);
        const score = Math.max(before[factor].score, raised);
        const after = Object.assign({}, before, { [factor]: { score, reason: 'better' } });
        const shared = weights(wa, wb, wc);
        expect(totalScore(after, shared)).toBeGreaterThanOrEqual(totalScore(before, shared));
      }),
    );
  });
});

describe('tierOf', () => {
  it.each([
    [100, 'A'],
    [80, 'A'],
    [79.99, 'B'],
    [60, 'B'],
    [59.99, 'C'],
    [40, 'C'],
    [39.99, 'D'],
    [0, 'D'],
  ])('puts %d into %s', (score, tier) => {
    expect(tierOf(score, LIMITS)).toBe(tier);
  });

  it('never gives a better score a worse tier', () => {
    fc.assert(
      fc.property(hundredths, hundredths, (one, other) => {
        const [low, high] = [Math.min(one, other) / 100, Math.max(one, other) / 100];
        expect(tierOf(high, LIMITS) <= tierOf(low, LIMITS)).toBe(true);
      }),
    );
  });
});

function scores(company: number, contact: number, sales: number): FactorScores {
  const factor = (score: number) => ({ score, reason: '-' });
  return { company_fit: factor(company), contact_quality: factor(contact), sales_potential: factor(sales) };
}

function weights(company: number, contact: number, sales: number): FactorWeights {
  return { companyFit: company / 10_000, contactQuality: contact / 10_000, salesPotential: sales / 10_000 };
}
