import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type ScoringProfile, DEFAULT_SCORING_PROFILE, SENIORITIES } from '../profile/scoring-profile.js';
import { tierOf, totalScore } from '../scoring.js';
import { type RuleFacts, scoreByRules } from './rules.scoring.js';
import { busyMs } from '../../../test/support/thread-time.js';
import { MAX_PHRASE_WORDS, wordsOf } from '../words.js';

const BARE_LEAD: RuleFacts = {
  companyWebsite: null,
  companySize: null,
  industry: null,
  contactName: null,
  contactEmail: null,
  contactPhone: null,
  contactTitle: null,
  notes: null,
};
const PERFECT: RuleFacts = {
  ...BARE_LEAD,
  companyWebsite: 'https://acme.com',
  companySize: '200-500 employees',
  industry: 'SaaS',
  contactName: 'Jane Doe',
  contactEmail: 'jane@acme.com',
  contactPhone: '+1 555 0100',
  contactTitle: 'VP of Sales',
  notes: 'Budget approved, asked for a demo this quarter.',
};
const HOPELESS: RuleFacts = {
  ...BARE_LEAD,
  companySize: '2 people',
  industry: 'Astrology',
  contactEmail: 'kid@gmail.com',
  contactTitle: 'Intern',
  notes: 'Student, needs it for a thesis.',
};

const text = (maxLength: number) => fc.string({ unit: 'binary', maxLength });
const anyText = fc.option(
  fc.oneof(text(300), fc.constantFrom('CEO', '50-200', 'a@b.co', 'b.co', 'no budget', 'demo', 'Software', '\ud800')),
);
const anyLead: fc.Arbitrary<RuleFacts> = fc.record({
  companyWebsite: anyText,
  companySize: anyText,
  industry: anyText,
  contactName: anyText,
  contactEmail: anyText,
  contactPhone: anyText,
  contactTitle: anyText,
  notes: anyText,
});
const anyPhrases = fc.array(fc.oneof(text(100), fc.constantFrom('Sales', 'demo', '')), { maxLength: 8 });
const anyProfile: fc.Arbitrary<ScoringProfile> = fc.record({
  idealIndustries: anyPhrases,
  companySizes: fc.array(fc.record({ min: fc.nat(), max: fc.option(fc.nat()) }), { maxLength: 8 }),
  targetTitles: anyPhrases,
  targetSeniorities: fc.subarray([...SENIORITIES]),
  buyingSignals: anyPhrases,
  disqualifiers: anyPhrases,
  weights: fc.constant(DEFAULT_SCORING_PROFILE.weights),
  tierLimits: fc.constant(DEFAULT_SCORING_PROFILE.tierLimits),
});

function scoreOf(lead: RuleFacts) {
  const { weights, tierLimits } = DEFAULT_SCORING_PROFILE;
  const total = totalScore(scoreByRules(lead, DEFAULT_SCORING_PROFILE).factors, weights);
  return { total, tier: tierOf(total, tierLimits) };
}

describe('scoreByRules', () => {
  it('puts a perfect lead in tier A, a hopeless one in D, and one it knows nothing of between them', () => {
    expect(scoreOf(PERFECT).tier).toBe('A');
    expect(scoreOf(PERFECT).total).toBeGreaterThan(90);
    expect(scoreOf(HOPELESS).tier).toBe('D');
    expect(scoreOf(BARE_LEAD).total).toBeGreaterThan(scoreOf(HOPELESS).total);
  });

  it('sums up, and names the strongest and the weakest point', () => {
    expect(scoreByRules({ ...PERFECT, notes: 'asked for a demo' }, DEFAULT_SCORING_PROFILE).reasoning).toBe(
      'Company fit is 96, contact quality 100 and sales potential 60 of 100. Strongest point: company size ' +
        '"200-500 employees" is inside the wanted 50-1000 employees; ' +
        'weakest point: the notes show 1 buying signal: "demo".',
    );
    expect(scoreByRules(BARE_LEAD, DEFAULT_SCORING_PROFILE).reasoning).toContain('No strong point; weakest point: no ');
  });

  it('finds no weak point where there is none', () => {
    const lead = { ...PERFECT, industry: 'Software', notes: 'demo, budget, pricing, funding' };
    expect(scoreByRules(lead, DEFAULT_SCORING_PROFILE).reasoning).toContain('; no weak point.');
  });

  it('names the disqualifier of a lead that is fine otherwise', () => {
    const { factors, reasoning } = scoreByRules({ ...PERFECT, notes: 'a competitor' }, DEFAULT_SCORING_PROFILE);
    expect(factors.sales_potential.score).toBeLessThanOrEqual(10);
    expect(reasoning).toContain('weakest point: the notes disqualify the lead by "competitor"');
  });

  it('copes with a profile that sets nothing', () => {
    const empty = { idealIndustries: [], companySizes: [], targetTitles: [], targetSeniorities: [] };
    const profile = { ...DEFAULT_SCORING_PROFILE, ...empty, buyingSignals: [], disqualifiers: [] };
    const { factors } = scoreByRules(PERFECT, profile);
    expect(factors.sales_potential).toEqual({ score: 50, reason: 'Buying signals are not set in the profile.' });
    expect(factors.company_fit.reason).toMatch(/^Ideal industries are not set in the profile/);
  });

  it('gives integers from 0 to 100, sound reasons and the same answer twice, whatever it reads', () => {
    fc.assert(
      fc.property(anyLead, anyProfile, (lead, profile) => {
        const { factors, reasoning } = scoreByRules(lead, profile);
        for (const { score, reason } of Object.values(factors)) {
          expect(Number.isInteger(score) && score >= 0 && score <= 100).toBe(true);
          expect(reason.length > 0 && reason.length <= 500 && reason.isWellFormed()).toBe(true);
        }
        expect(reasoning.isWellFormed()).toBe(true);
        expect(scoreByRules(structuredClone(lead), profile)).toEqual({ factors, reasoning });
      }),
      { numRuns: 500 },
    );
  });

  it('never lowers sales potential for one more buying signal in the notes', () => {
    fc.assert(
      fc.property(text(500), fc.subarray(DEFAULT_SCORING_PROFILE.buyingSignals), (notes, signals) => {
        const profile = { ...DEFAULT_SCORING_PROFILE, disqualifiers: [] };
        const scores = signals.map((_, count) => {
          const sentences = signals.slice(0, count + 1).map((signal) => `They mention ${signal}.`);
          return scoreByRules({ ...BARE_LEAD, notes: [notes, ...sentences].join('\n') }, profile).factors
            .sales_potential.score;
        });
        expect(scores).toEqual([...scores].sort((a, b) => a - b));
      }),
    );
  });

  it('never lowers sales potential for one more signal of the profile that the notes hold', () => {
    const notes = `We heard of ${DEFAULT_SCORING_PROFILE.buyingSignals.join(', ')}`;
    fc.assert(
      fc.property(fc.shuffledSubarray(DEFAULT_SCORING_PROFILE.buyingSignals, { minLength: 2 }), (signals) => {
        const score = (buyingSignals: string[]) =>
          scoreByRules({ ...BARE_LEAD, notes }, { ...DEFAULT_SCORING_PROFILE, buyingSignals }).factors.sales_potential
            .score;
        expect(score(signals)).toBeGreaterThanOrEqual(score(signals.slice(1)));
      }),
    );
  });

  it('reads hostile leads of any length', () => {
    for (const filler of ['a', '1', ' ', '.', '@', "'s", '- ', '1,000', 'no ', '\u0301', '\ud83d', 'chief ']) {
      const long = filler.repeat(10_000);
      const lead = { companyWebsite: long, companySize: long, industry: long, contactEmail: long, contactTitle: long };
      const { factors } = scoreByRules({ ...PERFECT, ...lead, notes: `${long}. budget` }, DEFAULT_SCORING_PROFILE);
      expect(factors.sales_potential.reason).toBe('The notes show 1 buying signal: "budget".');
      expect(factors.company_fit.score).toBeLessThan(50);
    }
  });

  const LIMIT_MS = 50;

  it('takes less than 50 ms for any lead with any profile that may be stored', async () => {
    const WORDS = [
      'a',
      'no',
      'not',
      'chief',
      'it',
      'ops',
      '\u0301',
      'e\u0301',
      '\ufdfa',
      '\u3300',
      '\uac01',
      "'s",
      'a.',
      '1',
      '\ud835\udc00',
    ];
    const unit = fc.constantFrom(...WORDS, ...WORDS.map((word) => `${word} `));
    const phrases = (repeated: string) =>
      Array.from({ length: 100 }, (_, n) =>
        repeated
          .repeat(n + 1)
          .slice(0, 200)
          .toWellFormed(),
      ).filter((phrase) => wordsOf(phrase).length <= MAX_PHRASE_WORDS);
    await fc.assert(
      fc.asyncProperty(
        fc.array(unit, { minLength: 1, maxLength: 3 }),
        fc.array(unit, { minLength: 1, maxLength: 3 }),
        async (inLead, inProfile) => {
          const [text, list] = [inLead.join('').repeat(10_000), phrases(inProfile.join(''))];
          const lead = {
            ...PERFECT,
            notes: text.slice(0, 10_000),
            industry: text.slice(0, 200),
            contactTitle: text.slice(0, 200),
            companySize: text.slice(0, 100),
          };
          const profile = {
            ...DEFAULT_SCORING_PROFILE,
            idealIndustries: list,
            targetTitles: list,
            buyingSignals: list,
            disqualifiers: list,
          };
          expect(await busyMs(() => scoreByRules(lead, profile), LIMIT_MS)).toBeLessThan(LIMIT_MS);
        },
      ),
      { numRuns: 200 },
    );
  }, 60_000);

  it('stays that fast with phrases of an earlier version, which could have 100 words', async () => {
    const list = Array.from({ length: 100 }, (_, n) => 'a '.repeat(n + 1));
    const profile = { ...DEFAULT_SCORING_PROFILE, buyingSignals: list, disqualifiers: list };
    const lead = { ...PERFECT, notes: 'a '.repeat(5_000) };
    expect(await busyMs(() => scoreByRules(lead, profile), LIMIT_MS)).toBeLessThan(LIMIT_MS);
  });
});
