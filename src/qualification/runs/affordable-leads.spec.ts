import { describe, expect, it } from 'vitest';
import { affordableLeads, type RunCosts } from './affordable-leads.js';

const run: RunCosts = {
  maxCostPicoUsd: '1000',
  costPicoUsd: '0',
  leadCostPicoUsd: '8',
  highestCostPicoUsd: '0',
  done: 0,
  failed: 0,
};

describe('affordableLeads', () => {
  it('goes by the estimate before the first lead, with a reserve and two calls for each', () => {
    expect(affordableLeads(run, 0)).toBe(50);
    expect(affordableLeads(run, 30)).toBe(20);
  });

  it('begins one lead at a time where there is money for one call', () => {
    const poor = { ...run, maxCostPicoUsd: '15' };
    expect(affordableLeads(poor, 0)).toBe(1);
    expect(affordableLeads(poor, 1)).toBeLessThan(1);
    expect(affordableLeads({ ...poor, maxCostPicoUsd: '9' }, 0)).toBe(0);
  });

  it('stays below the limit where every answer of the first leads is of no use', () => {
    const begun = BigInt(affordableLeads(run, 0));
    expect(begun * 16n).toBeLessThanOrEqual(1000n);
  });

  it('goes by the dearest lead as soon as it is dearer than two calls of the estimate', () => {
    expect(affordableLeads({ ...run, costPicoUsd: '32', highestCostPicoUsd: '32', failed: 1 }, 0)).toBe(24);
  });

  it('believes that leads are cheaper than estimated only after some of them', () => {
    const cheap = { ...run, costPicoUsd: '100', highestCostPicoUsd: '4' };
    expect(affordableLeads({ ...cheap, done: 19 }, 0)).toBe(45);
    expect(affordableLeads({ ...cheap, done: 20 }, 0)).toBe(180);
    expect(affordableLeads({ ...cheap, done: 15, failed: 5 }, 0)).toBe(180);
  });

  it('begins none that could cost more than is left', () => {
    const spent = { ...run, costPicoUsd: '990', highestCostPicoUsd: '16', done: 90 };
    expect(affordableLeads(spent, 0)).toBe(0);
    expect(affordableLeads(spent, 3)).toBeLessThan(0);
  });

  it('is not limited without a limit, nor while leads cost nothing', () => {
    expect(affordableLeads({ ...run, maxCostPicoUsd: null }, 5)).toBe(Infinity);
    expect(affordableLeads({ ...run, leadCostPicoUsd: '0' }, 5)).toBe(Infinity);
  });

  it('never overdraws where each lead costs at most a quarter more than the dearest before it', () => {
    for (const cost of [4n, 5n, 8n, 10n]) {
      const now = { ...run, highestCostPicoUsd: '8', done: 20 };
      const begun = BigInt(affordableLeads(now, 0));
      expect(begun * cost).toBeLessThanOrEqual(1000n);
    }
  });
});
