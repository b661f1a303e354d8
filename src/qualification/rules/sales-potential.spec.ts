import { describe, expect, it } from '@jest/globals';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { salesPotentialPart } from './sales-potential.js';

const potential = (notes: string | null, profile = DEFAULT_SCORING_PROFILE) => salesPotentialPart(notes, profile);

describe('salesPotentialPart', () => {
  it('rises with every signal and names them', () => {
    const notes = ['met at a fair', 'demo', 'demo, budget', 'demo, budget, pricing', 'demo, budget, pricing, funding'];
    expect(notes.map((text) => potential(text).points)).toEqual([30, 60, 80, 92, 100]);
    expect(potential('Demo on Monday').reason).toBe('the notes show 1 buying signal: "demo"');
    expect(potential('demo, budget, pricing, funding, hiring').reason).toContain('and 1 more');
  });

  it('caps hard at a disqualifier and names it', () => {
    const { points, reason } = potential('Demo, budget, pricing, funding. Works for a competitor.');
    expect(points).toBe(10);
    expect(reason).toMatch(/^the notes disqualify the lead by "competitor", in spite of "demo"/);
    expect(potential('no budget').reason).toBe('the notes disqualify the lead by "no budget"');
  });

  it('says which signals the notes deny', () => {
    expect(potential('no demo wanted')).toMatchObject({
      points: 30,
      reason: 'the notes show no buying signal; denied there: "demo"',
    });
  });

  it('scores below neutral without notes', () => {
    expect(potential(null)).toMatchObject({ points: 35, reason: 'no notes given to find buying signals in' });
  });

  it('is neutral without signals in the profile, but counts disqualifiers', () => {
    const profile = { ...DEFAULT_SCORING_PROFILE, buyingSignals: [] };
    expect(potential('demo', profile)).toMatchObject({ points: 50 });
    expect(potential('demo', profile).reason).toContain('not set in the profile');
    expect(potential('student', profile)).toMatchObject({ points: 10 });
  });
});
