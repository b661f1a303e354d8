import { describe, expect, it } from 'vitest';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { type IndustryMatch, matchIndustry } from './industry.js';

const { idealIndustries } = DEFAULT_SCORING_PROFILE;

describe('matchIndustry', () => {
  it.each<[string, IndustryMatch['kind'], string]>([
    ['software', 'exact', 'Software'],
    ['Computer Software', 'exact', 'Software'],
    ['FINANCIAL-SERVICES', 'exact', 'Financial Services'],
    ['Hospital & Health Care', 'synonym', 'Healthcare'],
    ['SaaS', 'synonym', 'Software'],
    ['Tech', 'synonym', 'Software'],
    ['Information Technology', 'synonym', 'Software'],
    ['IT Services', 'synonym', 'Software'],
    ['I.T.', 'synonym', 'Software'],
    ['FinTech', 'synonym', 'Financial Services'],
    ['Banking', 'synonym', 'Financial Services'],
    ['Insurance', 'synonym', 'Financial Services'],
    ['Medical', 'synonym', 'Healthcare'],
    ['Pharma', 'synonym', 'Healthcare'],
    ['Bio-Tech', 'synonym', 'Healthcare'],
    ['Automotive', 'synonym', 'Manufacturing'],
    ['Management Consulting', 'synonym', 'Professional Services'],
  ])('%j is an %s match of %j', (industry, kind, ideal) => {
    expect(matchIndustry(industry, idealIndustries)).toEqual({ kind, ideal });
  });

  it.each([
    'Retail',
    'Higher Education',
    'Law Enforcement',
    'Courts',
    'Equipment Rental',
    'Food bank',
    'Stock photo bank',
    'Toy bank',
    'Seed banks',
    'Law School',
    'Retail Pharmacies',
  ])('%j is none', (industry) => {
    expect(matchIndustry(industry, idealIndustries)).toBeNull();
  });

  it.each(['Bitumen', 'Services', 'Technocracy', 'Astrology', 'Other', 'constructor', '', '!!', 'งานฝีมือ'])(
    '%j cannot be placed',
    (industry) => {
      expect(matchIndustry(industry, idealIndustries)).toBe('unknown');
    },
  );

  it.each([
    ['Blood bank', 'Healthcare'],
    ['Cord blood banking', 'Healthcare'],
    ['Data bank', 'Software'],
    ['Databanks', 'Software'],
    ['River bank restoration', 'Professional Services'],
    ['Stream bank stabilization', 'Professional Services'],
    ['Wetland mitigation banking', 'Professional Services'],
    ['Capacitor banks', 'Manufacturing'],
    ['Bank', 'Financial Services'],
    ['Private banking', 'Financial Services'],
    ['Health insurance', 'Financial Services'],
    ['Medical Equipment Manufacturing', 'Manufacturing'],
    ['Industrial real estate', null],
  ])('places %j with %j', (industry, ideal) => {
    const match = matchIndustry(industry, idealIndustries);
    expect(match === null || match === 'unknown' ? match : match.ideal).toBe(ideal);
  });

  it('does not take the same words for the same thing', () => {
    expect(matchIndustry('Blood bank', ['Bank'])).toBeNull();
    expect(matchIndustry('Investment bank', ['Bank'])).toEqual({ kind: 'exact', ideal: 'Bank' });
    expect(matchIndustry('Law Enforcement', ['Law'])).toBeNull();
  });

  it('knows synonyms of a profile in other words', () => {
    expect(matchIndustry('Software', ['SaaS'])).toEqual({ kind: 'synonym', ideal: 'SaaS' });
    expect(matchIndustry('Beekeeping', ['beekeeping'])).toEqual({ kind: 'exact', ideal: 'beekeeping' });
  });

  it('prefers the exact match to an earlier synonym', () => {
    expect(matchIndustry('SaaS', ['Software', 'SaaS'])).toEqual({ kind: 'exact', ideal: 'SaaS' });
  });

  it('reads very long text', () => {
    expect(matchIndustry('financial '.repeat(20_000), ['Software'])).toBeNull();
  });
});
