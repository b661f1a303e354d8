import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { splitHundredths } from './points.js';

describe('splitHundredths', () => {
  it('rounds so that the parts add up', () => {
    expect(splitHundredths(100, [33.34, 33.33, 33.33])).toEqual([34, 33, 33]);
    expect(splitHundredths(7, [7])).toEqual([7]);
    expect(splitHundredths(0, [0, 0])).toEqual([0, 0]);
  });

  it('adds up exactly and moves no part by a hundredth or more', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 4_000, noNaN: true }), { minLength: 1, maxLength: 8 }),
        (amounts) => {
          const total = Math.round(amounts.reduce((sum, amount) => sum + amount, 0));
          const parts = splitHundredths(total, amounts);
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
          for (const [index, part] of parts.entries()) expect(Math.abs(part - amounts[index]!)).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
