import { describe, expect, it } from 'vitest';
import { factorOf, sentence } from './factor-part.js';

describe('factorOf', () => {
  it('weighs the points exactly and gives every reason', () => {
    const parts = [
      { name: 'industry', share: 75, points: 99, reason: 'industry fits' },
      { name: 'website', share: 25, points: 35, reason: 'no website given' },
    ];
    expect(factorOf(parts)).toEqual({ score: 83, reason: 'Industry fits; no website given.', parts });
  });
});

describe('sentence', () => {
  it('holds at most 500 characters and no half of one', () => {
    expect(sentence('a'.repeat(499))).toHaveLength(500);
    const cut = sentence('a' + '😀'.repeat(300));
    expect(cut.length).toBeLessThanOrEqual(500);
    expect(cut.isWellFormed()).toBe(true);
    expect(cut.endsWith('…')).toBe(true);
  });
});
