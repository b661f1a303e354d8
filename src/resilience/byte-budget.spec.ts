import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { ByteBudget } from './byte-budget.js';

describe('a budget of bytes', () => {
  it('gives one owner a quarter, and all owners all of it', () => {
    const budget = new ByteBudget(100);
    const held = ['a', 'b', 'c', 'd', 'e'].map((owner) => budget.open(owner));
    expect(held[0]!.add(26)).toBe(false);
    expect(held.map((one) => one.add(25))).toEqual([true, true, true, true, false]);
    expect(budget.open('a').add(1)).toBe(false);
    held[0]!.release();
    expect(budget.held).toBe(75);
    expect(held[4]!.add(25)).toBe(true);
  });

  it('gives nothing more to what was released', () => {
    const budget = new ByteBudget(100);
    const held = budget.open('a');
    held.release();
    expect([held.add(1), budget.held]).toEqual([false, 0]);
  });

  it('takes back no more than was given', () => {
    const budget = new ByteBudget(100);
    const held = budget.open('a');
    held.add(20);
    held.giveBack(5);
    expect(budget.held).toBe(15);
    held.giveBack(100);
    held.giveBack(1);
    expect(budget.held).toBe(0);
    held.release();
    expect(budget.held).toBe(0);
  });

  it('is never exceeded, and empty when all is given back', () => {
    const step = fc.record({ owner: fc.constantFrom('a', 'b', 'c'), bytes: fc.nat(40), isKept: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const budget = new ByteBudget(100);
        const opened = steps.map(({ owner, bytes, isKept }) => {
          const held = budget.open(owner);
          held.add(bytes);
          expect(budget.held).toBeLessThanOrEqual(100);
          if (!isKept) held.release();
          return held;
        });
        for (const held of opened) held.release();
        expect(budget.held).toBe(0);
      }),
    );
  });
});
