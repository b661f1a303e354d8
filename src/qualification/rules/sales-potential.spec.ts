import { describe, expect, it } from 'vitest';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { salesPotentialPart } from './sales-potential.js';
import { findSignals } from './signals.js';

const potential = (notes: string | null, profile = DEFAULT_SCORING_PROFILE) =>
  salesPotentialPart(notes !== null, findSignals(notes ?? '', profile), profile.buyingSignals.length > 0);

describe('salesPotentialPart', () => {
  it('rises with every signal and names them', () => {
    const notes = ['met at a fair', 'demo', 'demo, budget', 'demo, budget, pricing', 'demo, budget, pricing, funding'];
    expect(notes.map((text) => potential(text).points)).toEqual([50, 70, 85, 95, 100]);
    expect(potential('Demo on Monday').reason).toBe('the notes show 1 buying signal: "demo"');
    expect(potential('demo, budget, pricing, funding, hiring').reason).toContain('and 1 more');
  });

  it('caps hard at a disqualifier and names it', () => {
    const { points, reason } = potential('Demo, budget, pricing, funding. Works for a competitor.');
    expect(points).toBe(10);
    expect(reason).toMatch(/^the lead is disqualified by "competitor", in spite of "demo"/);
    expect(potential('no budget').reason).toBe('the lead is disqualified by "no budget"');
  });

  it('says which signals the notes deny, and counts them against the lead', () => {
    expect(potential('no demo wanted')).toMatchObject({
      points: 40,
      reason: 'the notes show no buying signal; denied there: "demo"',
    });
  });

  it('scores notes that say nothing of a sale as no notes', () => {
    for (const notes of ['met at SaaStr, left voicemail', 'Sent the brochure', 'Speaks German', '…']) {
      expect(potential(notes).points).toBe(potential(null).points);
    }
    expect(potential(null).reason).toBe('no notes given to find buying signals in');
  });

  it('is neutral without signals in the profile, but counts disqualifiers', () => {
    const profile = { ...DEFAULT_SCORING_PROFILE, buyingSignals: [] };
    expect(potential('demo', profile)).toMatchObject({ points: 50 });
    expect(potential('demo', profile).reason).toContain('not set in the profile');
    expect(potential('student', profile)).toMatchObject({ points: 10 });
  });
});
