import { describe, expect, it } from 'vitest';
import type { LeadFacts } from '../../src/leads/lead-facts.js';
import { scoreByModel } from '../../src/qualification/learned.scorer.js';
import type { Example } from '../../src/qualification/learning/example.js';
import { train } from '../../src/qualification/learning/training.js';
import { Predictor } from '../../src/qualification/learning/predictor.js';
import { DEFAULT_SCORING_PROFILE } from '../../src/qualification/profile/scoring-profile.js';
import { fromWire } from '../../src/validation/wire.js';
import { examplesOf, generateLeads } from '../support/generated-leads.js';

const SERIES = 60;
/** What chance allows: 1.96 standard errors let 2.5 % of noise pass. */
const MOST_ACTIVE = 4;
const BENCH_SECONDS = { 10_000: 2, 100_000: 20 };

const trainOn = (leads: readonly Example[]) => train(examplesOf(leads), { include: [], exclude: [] });

function activeOf(leadsOf: (seed: number) => Example[]): number {
  const seeds = Array.from({ length: SERIES }, (_, seed) => seed + 1);
  return seeds.filter((seed) => trainOn(leadsOf(seed)).verdict === 'active').length;
}

describe('Learning', { timeout: 300_000 }, () => {
  it('finds something in noise about as rarely as chance allows', () => {
    expect(activeOf((seed) => generateLeads(1_000, seed, { isNoise: true }))).toBeLessThanOrEqual(MOST_ACTIVE);
  });

  it('finds nothing in noise that was sent twice', () => {
    expect(activeOf((seed) => generateLeads(500, seed, { isNoise: true, copies: 2 }))).toBeLessThanOrEqual(1);
  });

  it('finds no more in noise that was sent twice under other names', () => {
    const renamed = (seed: number) => {
      const noise = generateLeads(500, seed, { isNoise: true });
      const copies = noise.map((lead, number) => ({
        ...lead,
        facts: { ...lead.facts, company_name: `Copy ${number}`, contact_email: `copy@copy-${number}.example` },
      }));
      return [...noise, ...copies];
    };
    expect(activeOf(renamed)).toBeLessThanOrEqual(MOST_ACTIVE);
  });

  it.each(Object.entries(BENCH_SECONDS))('of %s outcomes takes less than %s s of CPU time', (count, seconds) => {
    const leads = generateLeads(Number(count), 1);
    const before = process.threadCpuUsage();
    expect(trainOn(leads).verdict).toBe('active');
    expect(process.threadCpuUsage(before).user / 1e6).toBeLessThan(seconds);
  });

  it('scores with reasons in less than 100 us of CPU time', () => {
    const predictor = new Predictor(trainOn(generateLeads(2_000, 1)).learned!.model);
    // Rules remember what profiles make of fields that many leads share, but no notes: each has its own here.
    const fresh = generateLeads(10_000, 2).map(({ facts }) => fromWire(facts) as unknown as LeadFacts);
    const scoreAll = () => fresh.map((lead) => scoreByModel(lead, DEFAULT_SCORING_PROFILE, { version: 1, predictor }));
    scoreAll();
    const before = process.threadCpuUsage();
    scoreAll();
    expect(process.threadCpuUsage(before).user / fresh.length).toBeLessThan(100);
  });
});
