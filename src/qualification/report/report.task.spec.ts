import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seeded } from '../../../test/support/generated-leads.js';
import type { EndedLead, JudgedScore } from './ended-leads.js';
import { proportion, topPart } from './proportion.js';
import { aucOf, compareRankings } from './ranking.js';
import { reportCsv } from './report-csv.js';
import reportOn from './report.task.js';
import type { ScoringReportResponse } from './scoring-report.dto.js';

const apart = (count: number) => Int32Array.from({ length: count }, (_, row) => row);

const score = (fields: Partial<JudgedScore> = {}): JudgedScore => ({
  ...{ method: 'rules', model: 'rules-2', profile_version: 1, score: 50, tier: 'C' },
  ...{ probability: null, cost: null, is_late: false, ...fields },
});
let people = 0;
const lead = (won: boolean, scores: JudgedScore[] | null, fields: Partial<EndedLead> = {}): EndedLead => ({
  ...{ won, kin: String(people++), value: null, after: false, scores, ...fields },
});

function report(leads: readonly EndedLead[], limit = 20_000): ScoringReportResponse {
  const text = new TextEncoder().encode(leads.map((one) => `${JSON.stringify(one)}\n`).join(''));
  const part = new SharedArrayBuffer(text.length);
  new Uint8Array(part).set(text);
  return reportOn({ parts: [part], limit });
}

/** Leads that are won with a probability that grows with their score by `slope`. */
function generated(count: number, seed: number, slope: number): { scores: Float64Array; isWon: Uint8Array } {
  const random = seeded(seed);
  const scores = Float64Array.from({ length: count }, () => Math.round(100 * random()));
  const isWon = Uint8Array.from(scores, (one) => (random() < 1 / (1 + Math.exp(-slope * (one / 50 - 1))) ? 1 : 0));
  return { scores, isWon };
}

describe('The AUC of a ranking', () => {
  it('is the part of the pairs that stand in the right order, within its interval', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 9 }), fc.boolean()), { maxLength: 40 });
    fc.assert(
      fc.property(rows, (all) => {
        const scores = Float64Array.from(all, ([one]) => one);
        const found = aucOf({
          scores,
          isWon: Uint8Array.from(all, ([, won]) => Number(won)),
          groupOf: apart(all.length),
        });
        const won = all.filter(([, is]) => is);
        const lost = all.filter(([, is]) => !is);
        if (won.length === 0 || lost.length === 0) return found === undefined;
        const pairs = won.flatMap(([one]) => lost.map(([other]) => (one > other ? 1 : one === other ? 0.5 : 0)));
        const expected = pairs.reduce<number>((sum, pair) => sum + pair, 0) / pairs.length;
        expect(found!.value).toBeCloseTo(expected, 10);
        expect(found!.low).toBeLessThanOrEqual(expected + 1e-9);
        expect(found!.high).toBeGreaterThanOrEqual(expected - 1e-9);
        return found!.low >= 0 && found!.high <= 1;
      }),
    );
  });

  it('has an interval that holds the truth in about 19 of 20 samples', () => {
    const truth = aucOf({ ...generated(60_000, 1, 1), groupOf: apart(60_000) })!.value;
    const samples = Array.from({ length: 300 }, (_, seed) =>
      aucOf({ ...generated(120, seed + 2, 1), groupOf: apart(120) })!,
    );
    const held = samples.filter(({ low, high }) => low <= truth && truth <= high).length;
    expect(held).toBeGreaterThan(0.91 * 300);
    expect(held).toBeLessThan(0.99 * 300);
  });

  it('is not surer of leads that are there twice', () => {
    const { scores, isWon } = generated(200, 3, 1);
    const twice = (all: Float64Array | Uint8Array) => [...all, ...all];
    const groupOf = Int32Array.from(twice(Float64Array.from(apart(200))));
    const once = aucOf({ scores, isWon, groupOf: apart(200) })!;
    const copied = aucOf({
      ...{ scores: Float64Array.from(twice(scores)), isWon: Uint8Array.from(twice(isWon)), groupOf },
    })!;
    expect(copied.value).toBeCloseTo(once.value, 10);
    expect(copied.high - copied.low).toBeCloseTo(once.high - once.low, 2);
  });

  it('is not sure after a few leads that all stand right', () => {
    const { low, high } = aucOf({
      ...{ scores: Float64Array.of(1, 2, 3, 4), isWon: Uint8Array.of(0, 0, 1, 1), groupOf: apart(4) },
    })!;
    expect(low).toBeLessThan(0.6);
    expect(high).toBe(1);
  });
});

describe('Two rankings of the same leads', () => {
  it('differ by a number that turns its sign when they change places, and is 0 of the same', () => {
    const { scores, isWon } = generated(300, 4, 2);
    const noise = generated(300, 5, 0).scores;
    const groupOf = apart(300);
    const one = compareRankings({ scores, isWon, groupOf }, noise)!;
    const other = compareRankings({ scores: noise, isWon, groupOf }, scores)!;
    expect(one.difference.value).toBeCloseTo(-other.difference.value, 10);
    expect(one.difference.high).toBeCloseTo(-other.difference.low, 10);
    expect(one.difference.high).toBeLessThan(0);
    expect(compareRankings({ scores, isWon, groupOf }, scores)!.difference).toEqual({ value: 0, low: 0, high: 0 });
  });
});

describe('A part of the leads', () => {
  it('has an interval also where none or all were won', () => {
    expect(proportion(0, 0)).toBeUndefined();
    expect(proportion(0, 10)).toMatchObject({ value: 0, low: 0 });
    expect(proportion(0, 10)!.high).toBeCloseTo(0.278, 3);
    expect(proportion(10, 10)!.low).toBeCloseTo(0.722, 3);
  });

  it('at the top counts leads with one score by their won rate, in whatever order they come', () => {
    const isWon = Uint8Array.of(1, 0, 1, 0, 1, 0, 1, 0, 1, 0);
    expect(topPart(new Float64Array(10).fill(7), isWon, 0.2)).toMatchObject({ leads: 2, won: 1, lift: { value: 1 } });
    expect(topPart(Float64Array.from(isWon), isWon, 0.2)).toMatchObject({ won: 2, lift: { value: 2 } });
    expect(topPart(Float64Array.of(1), Uint8Array.of(0), 0.2)).toBeUndefined();
  });
});

describe('The report', () => {
  it('says that there is nothing yet, and what is needed', () => {
    const none = report([]);
    expect(none).toMatchObject({ outcomes: { won: 0, lost: 0 }, methods: [], versions: [], comparisons: [] });
    expect(none.sentence).toMatch(/^No lead has an outcome yet/);
    const after = report([lead(true, null, { after: true }), lead(false, null)]);
    expect(after.sentence).toBe(
      '2 leads that ended (1 won, 1 lost), none of which had a score when its outcome was recorded. 1 were scored only afterwards and do not count.',
    );
    const [few] = report([lead(true, [score({ score: 90 })]), lead(false, [score()])]).methods;
    expect(few).toMatchObject({ verdict: 'too_few', leads: 2, auc: 1, auc_high: 1 });
    expect(few!.sentence).toBe('Not enough yet: 1 won and 1 lost leads; at least 20 of each and 50 in all are needed.');
    const [won] = report([lead(true, [score()])]).methods;
    expect(won).toMatchObject({ verdict: 'too_few', auc: null, auc_low: null });
  });

  it.each([
    ['better_than_chance', 3],
    ['no_better_than_chance', 0],
    ['worse_than_chance', -3],
  ])('calls scores %s where they are', (verdict, slope) => {
    const { scores, isWon } = generated(400, 11, slope);
    const leads = [...scores].map((one, row) => lead(isWon[row] === 1, [score({ score: one })]));
    expect(report(leads).methods).toMatchObject([{ method: 'rules', model: null, verdict, leads: 400 }]);
  });

  it('counts tiers, lift, cost and worth, and the first score of each lead for its method', () => {
    const cost = '2000000000';
    const llm = (tier: string, points: number) => score({ method: 'llm', model: 'big', score: points, tier, cost });
    const leads = [
      ...Array.from({ length: 30 }, () => lead(true, [llm('A', 90), score()], { value: '1000.50' })),
      ...Array.from({ length: 70 }, () => lead(false, [llm('D', 10), llm('A', 99)])),
    ];
    const found = report(leads);
    expect(found.methods.map(({ method, leads: count }) => [method, count])).toEqual([
      ['llm', 100],
      ['rules', 30],
    ]);
    expect(found.methods[0]).toMatchObject({
      ...{ auc: 1, cost_usd: '0.2', cost_per_won_usd: '0.006666666666', won_value_usd: '30015.00' },
      top_fifth: { leads: 20, won: 20, lift: 3.3333 },
      calibration: [],
      ece: null,
    });
    expect(found.methods[0]!.tiers).toMatchObject([
      { tier: 'A', leads: 30, won: 30, rate: 1, rate_high: 1 },
      { tier: 'B', leads: 0, rate: null, rate_low: null },
      { tier: 'C', leads: 0 },
      { tier: 'D', leads: 70, won: 0, rate: 0, rate_low: 0 },
    ]);
    expect(found.versions.map(({ model }) => model)).toEqual(['big', 'rules-2']);
  });

  it('compares methods on the leads that both scored, and says whether the difference is more than chance', () => {
    const { scores, isWon } = generated(500, 12, 3);
    const noise = generated(500, 13, 0).scores;
    const leads = [...scores].map((one, row) =>
      lead(isWon[row] === 1, [
        score({ score: noise[row]! }),
        ...(row < 400 ? [score({ method: 'learned', model: '3', score: one, probability: one / 100 })] : []),
      ]),
    );
    const { comparisons, methods } = report(leads);
    expect(comparisons).toMatchObject([
      { first: { method: 'rules' }, second: { method: 'learned' }, leads: 400, verdict: 'second_better' },
    ]);
    expect(comparisons[0]!.difference_low).toBeGreaterThan(0);
    expect(comparisons[0]!.sentence).toMatch(
      /^On the same 400 leads learned ranks better than rules: AUC 0\.\d{3} against/,
    );
    const learned = methods.find(({ method }) => method === 'learned')!;
    expect(learned.calibration).toHaveLength(10);
    expect(learned.ece).toBeLessThan(0.2);
    expect(
      report(leads.map((one) => ({ ...one, scores: [one.scores![0]!, score({ method: 'llm', score: 1 })] })))
        .comparisons,
    ).toMatchObject([{ verdict: 'no_difference' }]);
  });

  it('is a table as well, with the same numbers', () => {
    const { scores, isWon } = generated(80, 14, 3);
    const leads = [...scores].map((one, row) =>
      lead(isWon[row] === 1, [score({ score: one, tier: 'A' }), score({ method: 'llm', model: '=cmd()', score: one })]),
    );
    const [head, ...rows] = reportCsv(report(leads)).trimEnd().split('\r\n');
    const columns = head!.split(',');
    const cell = (row: number, name: string) => rows[row]!.split(',')[columns.indexOf(name)];
    expect(rows.map((row) => row.split(',')[0])).toEqual(['method', 'method', 'version', 'version', 'comparison']);
    expect(cell(0, 'tier_a_leads')).toBe('80');
    expect(cell(3, 'model')).toBe("'=cmd()");
    expect(cell(4, 'difference')).toBe('0');
    expect(cell(4, 'second_method')).toBe('llm');
  });

  it('of 20,000 leads with three scores each takes less than 2 s of its thread', () => {
    const { scores, isWon } = generated(20_000, 15, 1);
    const methods = ['rules', 'llm', 'learned'];
    const leads = [...scores].map((one, row) =>
      lead(
        isWon[row] === 1,
        methods.map((method) => score({ method, score: one, probability: one / 101 })),
      ),
    );
    const startedAt = process.threadCpuUsage();
    expect(report(leads).comparisons).toHaveLength(3);
    const { user, system } = process.threadCpuUsage(startedAt);
    expect((user + system) / 1_000).toBeLessThan(2_000);
  });
});
