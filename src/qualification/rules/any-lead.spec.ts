import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { CONDITION_OPERATORS } from '../profile/condition.dto.js';
import {
  type Condition,
  type ScoringProfile,
  DEFAULT_SCORING_PROFILE,
  SENIORITIES,
} from '../profile/scoring-profile.js';
import type { FactorScores } from '../../leads/lead-score.js';
import { type RuleFacts, rateByRules, scoreByRules } from './rules.scoring.js';
import { busyMs } from '../../../test/support/thread-time.js';
import { MAX_PHRASE_WORDS, wordsOf } from '../words.js';
import { BARE_LEAD, PERFECT } from '../../../test/support/lead-facts.js';

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
  source: anyText,
  country: anyText,
  additionalData: fc.option(fc.dictionary(fc.constantFrom('plan', 'seats', 'a.b'), fc.jsonValue())),
});
const anyPhrases = fc.array(fc.oneof(text(100), fc.constantFrom('Sales', 'demo', '')), { maxLength: 8 });
const anyCondition: fc.Arbitrary<Condition> = fc.record({
  field: fc.constantFrom('source', 'country', 'additional_data.plan', 'additional_data.seats', 'additional_data.a.b'),
  operator: fc.constantFrom(...CONDITION_OPERATORS),
  value: fc.oneof(text(20), fc.double({ noNaN: true }), fc.boolean(), fc.array(text(5), { maxLength: 3 })),
  points: fc.integer({ min: -100, max: 100 }),
});
/** Three shares of 10,000. */
const anyWeights = fc
  .tuple(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 10_000 }))
  .map(([one, other]) => ({
    companyFit: Math.min(one, other) / 10_000,
    contactQuality: Math.abs(one - other) / 10_000,
    salesPotential: (10_000 - Math.max(one, other)) / 10_000,
  }));
const anyProfile: fc.Arbitrary<ScoringProfile> = fc.record({
  idealIndustries: anyPhrases,
  companySizes: fc.array(fc.record({ min: fc.nat(), max: fc.option(fc.nat()) }), { maxLength: 8 }),
  targetTitles: anyPhrases,
  targetSeniorities: fc.subarray([...SENIORITIES]),
  buyingSignals: anyPhrases,
  disqualifiers: anyPhrases,
  ranks: fc.array(fc.record({ phrase: text(30), seniority: fc.constantFrom(...SENIORITIES) }), { maxLength: 3 }),
  negations: anyPhrases,
  roleMailboxes: anyPhrases,
  conditions: fc.array(anyCondition, { maxLength: 4 }),
  weights: anyWeights,
  scoring: fc.constant(DEFAULT_SCORING_PROFILE.scoring),
  tierLimits: fc.constant(DEFAULT_SCORING_PROFILE.tierLimits),
});

/** What a reader adds up, in hundredths. */
function sumOf(factors: FactorScores, points: 'points' | 'max_points'): number {
  const { company_fit: company, contact_quality: contact, sales_potential: sales, adjustments } = factors;
  const parts = [company, contact, sales].flatMap((factor) => factor.parts ?? []).concat(adjustments?.parts ?? []);
  return parts.reduce((sum, part) => sum + Math.round(part[points] * 100), 0);
}

describe('scoreByRules', () => {
  it('gives points that add up to the score, sound reasons and the same answer twice, whatever it reads', () => {
    fc.assert(
      fc.property(anyLead, anyProfile, (lead, profile) => {
        const { score, factors, reasoning } = scoreByRules(lead, profile);
        expect(score >= 0 && score <= 100 && Number(score.toFixed(2)) === score).toBe(true);
        expect(rateByRules(lead, profile).score).toBe(score);
        expect(sumOf(factors, 'points')).toBe(Math.round(score * 100));
        const { adjustments, ...rated } = factors;
        expect(sumOf(rated, 'max_points')).toBe(10_000);
        for (const { score: own, reason, points = 0, max_points = 0 } of Object.values(rated)) {
          expect(own >= 0 && own <= 100 && points <= max_points).toBe(true);
          expect(reason.length > 0 && reason.length <= 500 && reason.isWellFormed()).toBe(true);
        }
        expect(adjustments?.parts.every(({ reason }) => reason.isWellFormed()) ?? true).toBe(true);
        expect(reasoning.isWellFormed()).toBe(true);
        expect(scoreByRules(structuredClone(lead), profile)).toMatchObject({ score, factors, reasoning });
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
      'student',
      'competitor',
      'budget',
      'interested',
      'came back',
      'in q1',
      '$1m',
      'n/a',
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
            additionalData: { a: Array.from({ length: 100 }, () => text.slice(0, 150)) },
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
            negations: list,
            roleMailboxes: list,
            ranks: list.map((phrase) => ({ phrase, seniority: 'vp' as const })),
            conditions: list.slice(0, 50).map((_, n) => ({
              field: 'additional_data.a',
              operator: n % 2 === 0 ? ('in' as const) : ('contains' as const),
              value: n % 2 === 0 ? list.slice(0, 50) : `${text.slice(0, 150)}x`,
              points: 1,
            })),
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
