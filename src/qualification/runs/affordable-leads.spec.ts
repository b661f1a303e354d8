import { describe, expect, it } from 'vitest';
import { affordableLeads, type RunCosts } from './affordable-leads.js';

const run: RunCosts = {
  maxCostPicoUsd: '1000',
  costPicoUsd: '0',
  leadCostPicoUsd: '8',
  highestCostPicoUsd: '0',
  done: 0,
};

describe('affordableLeads', () => {
  it('goes by the estimate before the first lead, with a reserve', () => {
    expect(affordableLeads(run, 0)).toBe(100);
    expect(affordableLeads(run, 30)).toBe(70);
  });

  it('goes by the dearest lead as soon as it is dearer than the estimate', () => {
    expect(affordableLeads({ ...run, costPicoUsd: '16', highestCostPicoUsd: '16', done: 1 }, 0)).toBe(49);
  });

  it('believes that leads are cheaper than estimated only after some of them', () => {
    const cheap = { ...run, costPicoUsd: '100', highestCostPicoUsd: '4' };
    expect(affordableLeads({ ...cheap, done: 19 }, 0)).toBe(90);
    expect(affordableLeads({ ...cheap, done: 20 }, 0)).toBe(180);
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
