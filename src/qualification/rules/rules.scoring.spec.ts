import { describe, expect, it } from 'vitest';
import { DEFAULT_SCORING_PROFILE } from '../profile/scoring-profile.js';
import { type RuleFacts, scoreByRules } from './rules.scoring.js';
import { BARE_LEAD, PERFECT } from '../../../test/support/lead-facts.js';

const HOPELESS: RuleFacts = {
  ...BARE_LEAD,
  companySize: '2 people',
  industry: 'Astrology',
  contactEmail: 'kid@gmail.com',
  contactTitle: 'Intern',
  notes: 'Student, needs it for a thesis.',
};

const scoreOf = (lead: RuleFacts, profile = DEFAULT_SCORING_PROFILE) => scoreByRules(lead, profile);

describe('scoreByRules', () => {
  it('puts a perfect lead in tier A, a hopeless one in D, and one it knows nothing of between them', () => {
    expect(scoreOf(PERFECT).tier).toBe('A');
    expect(scoreOf(PERFECT).score).toBeGreaterThan(90);
    expect(scoreOf(HOPELESS).tier).toBe('D');
    expect(scoreOf(BARE_LEAD).score).toBeGreaterThan(scoreOf(HOPELESS).score);
  });

  it('lets a perfect fit reach tier A without notes, also where something small is missing', () => {
    expect(scoreOf({ ...PERFECT, notes: null }).tier).toBe('A');
    expect(scoreOf({ ...PERFECT, notes: null, contactPhone: null }).tier).toBe('A');
    expect(scoreOf({ ...PERFECT, notes: 'met at SaaStr, left voicemail' }).score).toBe(
      scoreOf({ ...PERFECT, notes: null }).score,
    );
  });

  it.each(['please unsubscribe', 'do not call', 'wrong number', 'spam', 'test lead', 'is a student', 'a competitor'])(
    'puts a perfect lead into tier D by %j',
    (notes) => {
      const { score, tier, factors } = scoreOf({ ...PERFECT, notes });
      expect(tier).toBe('D');
      expect(score).toBe(10);
      expect(factors.sales_potential.score).toBe(10);
      expect(factors.adjustments?.parts.at(-1)).toMatchObject({ name: 'disqualification', max_points: 0 });
    },
  );

  it('keeps a disqualified lead out of tier C of any profile', () => {
    for (const c of [0, 0.01, 5, 40]) {
      const { score, tier } = scoreOf(
        { ...PERFECT, notes: 'spam' },
        { ...DEFAULT_SCORING_PROFILE, tierLimits: { a: 80, b: 60, c } },
      );
      expect(tier).toBe('D');
      expect(score).toBeLessThanOrEqual(Math.max(0, c - 0.01));
    }
  });

  it('says how the points add up, and names the strongest and the weakest point', () => {
    expect(scoreOf({ ...PERFECT, industry: 'SaaS', contactEmail: null }).reasoning).toBe(
      '92.38 points: company fit 38.2 of 40, contact quality 25.68 of 30, sales potential 28.5 of 30. Strongest point: the notes show ' +
        '3 buying signals: "budget", "demo", "this quarter" (28.5 of 30); weakest point: no e-mail given (1.08 of 5.4).',
    );
    expect(scoreOf(BARE_LEAD).reasoning).toContain('No strong point; weakest point: no ');
  });

  it('finds no weak point where there is none', () => {
    expect(scoreOf(PERFECT).reasoning).toContain('; no weak point.');
    expect(scoreOf({ ...PERFECT, notes: 'demo, budget, pricing' }).reasoning).not.toContain('weakest point');
  });

  it('names the disqualifier of a lead that is fine otherwise', () => {
    expect(scoreOf({ ...PERFECT, notes: 'a competitor' }).reasoning).toContain(
      'weakest point: a lead that is disqualified by "competitor" gets at most 10 points',
    );
  });

  it('copes with a profile that sets nothing', () => {
    const empty = { idealIndustries: [], companySizes: [], targetTitles: [], targetSeniorities: [] };
    const profile = { ...DEFAULT_SCORING_PROFILE, ...empty, buyingSignals: [], disqualifiers: [] };
    const { factors } = scoreByRules(PERFECT, profile);
    expect(factors.sales_potential).toMatchObject({ score: 50, reason: 'Buying signals are not set in the profile.' });
    expect(factors.company_fit.reason).toMatch(/^Ideal industries are not set in the profile/);
  });
});
