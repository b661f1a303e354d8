import { describe, expect, it } from 'vitest';
import { generateLeads, seeded } from '../../../test/support/generated-leads.js';
import type { Example } from './example.js';
import { aucOf } from './metrics.js';
import { Predictor } from './predictor.js';
import { trainOn } from '../../../test/support/training.js';

function shuffled<Item>(items: readonly Item[], seed: number): Item[] {
  const random = seeded(seed);
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

describe('A model of 2,000 outcomes', () => {
  const leads = generateLeads(2_000, 1);
  const trained = trainOn(leads);
  const model = trained.learned!.model;
  const predictor = new Predictor(JSON.parse(JSON.stringify(model)));
  const fresh = generateLeads(5_000, 2);
  const predictions = fresh.map(({ facts, rules }) => predictor.predict(facts, rules));
  const wonRate = (those: Example[]) => those.filter(({ isWon }) => isWon).length / those.length;

  it('is active, ranks as well as the leads allow, and is calibrated', () => {
    const { evidence } = trained.learned!;
    expect(trained.verdict).toBe('active');
    expect(evidence.auc.auc).toBeGreaterThan(0.7);
    expect(evidence.auc.auc).toBeLessThan(0.8);
    expect(evidence.auc.low).toBeLessThan(evidence.auc.auc);
    expect(evidence.ece).toBeLessThan(0.05);
    expect(evidence.forward!.auc.auc).toBeGreaterThan(0.65);
  });

  it('holds for leads that it never saw', () => {
    const auc = aucOf(
      Float64Array.from(predictions, ({ probability }) => probability),
      Uint8Array.from(fresh, ({ isWon }) => Number(isWon)),
    )!;
    expect(auc.auc).toBeGreaterThan(0.7);
    expect(auc.auc).toBeLessThan(0.78);
    const mean = predictions.reduce((sum, { probability }) => sum + probability, 0) / fresh.length;
    expect(Math.abs(mean - wonRate(fresh))).toBeLessThan(0.03);
  });

  it('puts a fifth of new leads into A, and each tier wins more than the next', () => {
    const tierOf = (score: number) => [80, 60, 40, 0].findIndex((limit) => score >= limit);
    const tiers = [0, 1, 2, 3].map((tier) => fresh.filter((_, row) => tierOf(predictions[row]!.score) === tier));
    expect(tiers[0]!.length / fresh.length).toBeGreaterThan(0.17);
    expect(tiers[0]!.length / fresh.length).toBeLessThan(0.23);
    const rates = tiers.map(wonRate);
    expect(rates).toEqual(rates.toSorted((a, b) => b - a));
    expect(new Set(rates).size).toBe(4);
  });

  it('gives reasons that multiply to the odds, the largest first, with the leads behind them', () => {
    for (const { probability, baseOdds, parts } of predictions.slice(0, 200)) {
      const odds = parts.reduce((product, { factor }) => product * factor, baseOdds);
      expect(odds / (1 + odds)).toBeCloseTo(probability, 10);
      const sizes = parts.map(({ factor }) => Math.abs(Math.log(factor)));
      expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    }
    const referral = leads.filter(({ facts }) => facts.source === 'referral');
    const part = predictor.predict({ source: 'Referral ' }, 60).parts.find(({ field }) => field === 'source');
    expect(part).toMatchObject({
      value: 'referral',
      leads: referral.length,
      won: referral.filter((one) => one.isWon).length,
    });
    expect(part!.factor).toBeGreaterThan(1.5);
  });

  it('shows no rate as a reason that its own factor contradicts', () => {
    const base = model.won / model.leads;
    for (const { leads: count, won, factor } of predictions.flatMap(({ parts }) => parts)) {
      if (count !== undefined) expect((won! / count - base) * (factor - 1)).toBeGreaterThanOrEqual(0);
    }
  });

  it('is the same whatever the order of the outcomes', () => {
    const again = trainOn(shuffled(leads, 7));
    expect(again).toEqual(trained);
  });

  it('is a few kilobytes of JSON', () => {
    expect(JSON.stringify(model).length).toBeLessThan(10_000);
  });

  it.each<[string, Record<string, unknown>]>([
    ['says nothing', {}],
    ['says what no lead said', { industry: 'Alchemy', source: 'x'.repeat(5_000), additional_data: { unheard: 1 } }],
    ['has other types', { industry: 7, notes: ['a'], contact_email: {}, country: 3, company_size: null }],
    [
      'has text where numbers were',
      { additional_data: { visits: 'many', annual_revenue: { eur: 1 }, is_customer: 'perhaps' } },
    ],
    ['has numbers of all sizes', { additional_data: { visits: -1e308, annual_revenue: 1e308 } }],
    ['has no object of data', { additional_data: 'none' }],
    ['has names of an object itself', { additional_data: JSON.parse('{"__proto__": 1, "constructor": "x"}') }],
  ])('scores a lead that %s', (_, facts) => {
    for (const rules of [50, NaN]) {
      const { probability, score, parts } = predictor.predict(facts, rules);
      expect(probability).toBeGreaterThan(0.02);
      expect(probability).toBeLessThan(0.99);
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThanOrEqual(100);
      for (const { factor } of parts) expect(Number.isFinite(factor)).toBe(true);
    }
  });

  it('lists what it left out, and why', () => {
    expect(trained.leftOut).toEqual(
      expect.arrayContaining([
        { field: 'contact_email', reason: 'personal' },
        { field: 'additional_data.lead_no', reason: 'identifier' },
        { field: 'company_website given', reason: 'constant' },
      ]),
    );
  });
});
