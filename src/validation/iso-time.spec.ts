import fc from 'fast-check';
import { expect, it } from 'vitest';
import { isoTime } from './iso-time.js';

it('writes every time as toISOString does', () => {
  fc.assert(
    fc.property(fc.date({ noInvalidDate: true }), (time) => {
      expect(isoTime(time)).toBe(time.toISOString());
    }),
    { numRuns: 10_000, seed: 1 },
  );
});

it.each([0, -1, 1, 86_399_999, 86_400_000, -86_400_000, 8.64e15, -8.64e15])('writes %d ms since 1970', (ms) => {
  expect(isoTime(new Date(ms))).toBe(new Date(ms).toISOString());
});

it('writes no invalid date', () => {
  expect(() => isoTime(new Date(NaN))).toThrow(RangeError);
});
