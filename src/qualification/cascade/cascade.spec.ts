import { describe, expect, it } from 'vitest';
import { examplesOf, generateLeads, seeded } from '../../../test/support/generated-leads.js';
import type { Example } from '../learning/example.js';
import { fitLlmWeight } from '../learning/llm-weight.js';
import { Predictor } from '../learning/predictor.js';
import { train } from '../learning/training.js';
import { type Band, isAsked } from './band.js';

const BAND: Band = { limit: 80, share: 0.1, randomShare: 0.02 };
const COUNT = 20_000;
const ids = Array.from({ length: COUNT }, (_, number) => `lead-${number}`);

const shareOf = (band: Band, rankOf: (place: number) => { from: number; to: number }) =>
  ids.filter((id, place) => isAsked(id, rankOf((100 * place) / COUNT), band)).length / COUNT;
const exact = (rank: number) => ({ from: rank, to: rank });

describe('The band of a cascade', () => {
  it.each([0, 3, 40, 60, 80, 99, 100])('asks about a tenth of all leads, nearest a limit at %i', (limit) => {
    expect(shareOf({ ...BAND, limit }, exact)).toBeCloseTo(0.1, 2);
  });

  it('asks about leads near the limit, and about few others', () => {
    const near = ids.filter((id, place) => isAsked(id, exact((100 * place) / COUNT), { ...BAND, randomShare: 0 }));
    const places = near.map((id) => (100 * Number(id.slice(5))) / COUNT);
    expect(Math.min(...places)).toBeGreaterThanOrEqual(75);
    expect(Math.max(...places)).toBeLessThan(85);
    expect(shareOf({ ...BAND, share: 0 }, exact)).toBeCloseTo(0.02, 2);
    expect(shareOf({ ...BAND, share: 0, randomShare: 0 }, exact)).toBe(0);
    expect(shareOf({ ...BAND, share: 1 }, exact)).toBe(1);
  });

  it('asks about a tenth also where very many leads stand level', () => {
    expect(shareOf(BAND, (rank) => (rank > 60 ? { from: 60, to: 100 } : exact(rank)))).toBeCloseTo(0.1, 2);
    expect(shareOf(BAND, () => ({ from: 0, to: 100 }))).toBeCloseTo(0.1, 2);
  });

  it('gives the same answer twice', () => {
    for (const id of ids.slice(0, 500)) expect(isAsked(id, exact(81), BAND)).toBe(isAsked(id, exact(81), BAND));
  });
});

describe('The worth of a language model', () => {
  const random = seeded(3);
  const logOdds = Float64Array.from({ length: 400 }, () => 2 * random() - 1);
  const scores = Float64Array.from(logOdds, () => 100 * random());
  const outcomes = (slope: number) =>
    Uint8Array.from(logOdds, (odds, row) =>
      Number(random() < 1 / (1 + Math.exp(-odds - slope * ((scores[row]! - 50) / 29)))),
    );

  it('is what it adds to the log odds', () => {
    const { pairs, weight, mean } = fitLlmWeight(logOdds, scores, outcomes(1));
    expect(pairs).toBe(400);
    expect(mean).toBeCloseTo(50, -1);
    expect(weight).toBeGreaterThan(0.7);
    expect(weight).toBeLessThan(1.3);
  });

  it('is nothing where it ranks backwards, says the same of all, or is hardly known', () => {
    expect(fitLlmWeight(logOdds, scores, outcomes(-1))).toMatchObject({ weight: 0, isBackwards: true });
    expect(
      fitLlmWeight(
        logOdds,
        scores.map(() => 70),
        outcomes(1),
      ).weight,
    ).toBe(0);
    const few = scores.map((score, row) => (row < 29 ? score : -1));
    expect(fitLlmWeight(logOdds, few, outcomes(1))).toMatchObject({ pairs: 29, weight: 0 });
    expect(
      fitLlmWeight(
        logOdds,
        scores.map(() => -1),
        outcomes(1),
      ),
    ).toMatchObject({ pairs: 0, weight: 0 });
  });

  it('stays finite where it tells all outcomes', () => {
    const { weight } = fitLlmWeight(
      logOdds,
      scores,
      Uint8Array.from(scores, (score) => Number(score > 50)),
    );
    expect(weight).toBeGreaterThan(1);
    expect(weight).toBeLessThan(20);
  });
});

describe('A cascade over generated leads', () => {
  const random = seeded(9);
  /** A language model that knows something that no field tells, and not more than the learned model. */
  const judged = (leads: Example[]) =>
    leads.map((lead) => ({ ...lead, llm: Math.round(100 * (0.15 * Number(lead.isWon) + 0.85 * random())) }));
  const past = judged(generateLeads(2_000, 21)).map((lead, number) =>
    number % 10 === 0 ? lead : { ...lead, llm: null },
  );
  const { model } = train(examplesOf(past), { include: [], exclude: [] }).learned!;
  const predictor = new Predictor(JSON.parse(JSON.stringify(model)));
  const fresh = judged(generateLeads(5_000, 22));
  const predictions = fresh.map(({ facts, rules }) => predictor.predict(facts, rules));

  const wonInTopFifth = (scores: number[]) =>
    fresh
      .map(({ isWon }, row) => ({ isWon, score: scores[row]! }))
      .sort((a, b) => b.score - a.score)
      .slice(0, 1_000)
      .filter(({ isWon }) => isWon).length;

  it('asks about 6 to 12 % of the leads, and has more deals in the top fifth than either score alone', () => {
    let asked = 0;
    const cascade = predictions.map((prediction, row) => {
      if (!isAsked(`lead-${row}`, predictor.spanOf(prediction), BAND)) return prediction.score;
      asked++;
      return predictor.withLlmScore(prediction, fresh[row]!.llm).score;
    });
    expect(model.llm).toMatchObject({ pairs: 200, isBackwards: false });
    expect(asked / fresh.length).toBeGreaterThan(0.06);
    expect(asked / fresh.length).toBeLessThan(0.12);
    const won = wonInTopFifth(cascade);
    expect(won).toBeGreaterThan(wonInTopFifth(predictions.map(({ score }) => score)));
    expect(won).toBeGreaterThan(wonInTopFifth(fresh.map(({ llm }) => llm)));
  });

  it('keeps parts that multiply to the odds, the largest first', () => {
    for (const prediction of predictions.slice(0, 50)) {
      const { odds, baseOdds, parts, probability } = predictor.withLlmScore(prediction, 90);
      expect(parts.reduce((product, { factor }) => product * factor, baseOdds) / odds).toBeCloseTo(1, 10);
      expect(odds / (1 + odds)).toBeCloseTo(probability, 12);
      expect(probability).toBeGreaterThan(prediction.probability);
    }
  });
});
