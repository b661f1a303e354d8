import { describe, expect, it } from 'vitest';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { factorOf } from './factor-part.js';
import { companyParts } from './company.js';

const UNKNOWN = { industry: null, companySize: null, companyWebsite: null };
const fit = (facts: Partial<Parameters<typeof companyParts>[0]>, profile = DEFAULT_SCORING_PROFILE) =>
  factorOf(companyParts({ ...UNKNOWN, ...facts }, profile));

describe('companyParts', () => {
  it('gives everything to a company that fits', () => {
    expect(fit({ industry: 'Software', companySize: '50-200', companyWebsite: 'acme.com' })).toMatchObject({
      score: 100,
      reason:
        'Industry "Software" matches the ideal "Software"; company size "50-200" is inside the wanted 50-1000 ' +
        'employees; has a website at "acme.com".',
    });
  });

  it('scores unknown facts below neutral', () => {
    expect(fit({ industry: 'n/a' })).toMatchObject({
      score: 35,
      reason: 'No industry given; no company size given; no website given.',
    });
  });

  it('ranks a synonym below the word itself, and the unknown above the wrong', () => {
    const scores = ['Software', 'SaaS', null, 'Retail'].map((industry) => fit({ industry }).score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(scores).size).toBe(4);
  });

  it('scores an industry that it cannot place as an absent one, and says so', () => {
    expect(fit({ industry: 'Astrology' }).score).toBe(fit({ industry: null }).score);
    expect(fit({ industry: 'Astrology' }).reason).toContain('Industry "Astrology" is not recognised');
  });

  it('ranks sizes by their distance', () => {
    const scores = ['200', '500+', '40', 'lots', '3'].map((companySize) => fit({ companySize }).score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(scores).size).toBe(5);
  });

  it('says what it cannot read', () => {
    const { reason } = fit({ companySize: 'lots', companyWebsite: 'coming soon' });
    expect(reason).toContain('company size "lots" cannot be read');
    expect(reason).toContain('website "coming soon" cannot be one');
  });

  it('is neutral where the profile sets nothing', () => {
    const profile = { ...DEFAULT_SCORING_PROFILE, idealIndustries: [], companySizes: [] };
    const { score, reason } = fit({ industry: 'Software', companySize: '3', companyWebsite: 'acme.com' }, profile);
    expect(score).toBe(57.5);
    expect(reason).toMatch(/^Ideal industries are not set in the profile; company sizes are not set in the profile/);
  });
});
