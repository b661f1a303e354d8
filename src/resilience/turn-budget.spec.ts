import { describe, expect, it } from 'vitest';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { TurnBudget } from './turn-budget.js';

describe('a budget of a turn', () => {
  it('lets so much work start, and the rest in later turns', async () => {
    const budget = new TurnBudget(100);
    expect([budget.take(60), budget.take(40), budget.take(1)]).toEqual([true, true, false]);
    await nextTurn();
    expect(budget.take(1)).toBe(true);
  });

  it('lets a piece start that is larger than a turn, alone', async () => {
    const budget = new TurnBudget(100);
    expect([budget.take(1_000), budget.take(1)]).toEqual([true, false]);
    await nextTurn();
    expect([budget.take(1), budget.take(1_000)]).toEqual([true, false]);
  });

  it('spreads what many want at the same time, and serves all of them', async () => {
    const budget = new TurnBudget(100);
    let turns = 0;
    let served = 0;
    let most = 0;
    const work = Array.from({ length: 20 }, async () => {
      for (let piece = 0; piece < 5; piece++) {
        await budget.wait(25);
        served++;
      }
    });
    for (; served < 100; turns++) {
      const before = served;
      await nextTurn();
      most = Math.max(most, served - before);
    }
    await Promise.all(work);
    expect(most).toBeLessThanOrEqual(8);
    expect(turns).toBeGreaterThanOrEqual(12);
  });
});
