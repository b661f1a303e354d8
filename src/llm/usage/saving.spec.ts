import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { divideRounded, quotesFor, savingOf } from './saving.js';

describe('savingOf', () => {
  it.each<[bigint, bigint, string, number]>([
    [200_000_000_000n, 1_000_000_000_000n, '0.8', 80],
    [1n, 3n, '0.000000000002', 66.67],
    [1_000n, 1_000n, '0', 0],
    [3n, 2n, '-0.000000000001', -50],
    [0n, 0n, '0', 0],
    [5n, 0n, '-0.000000000005', 0],
  ])('%d instead of %d saves %s USD, %d %%', (cost, mostExpensive, usd, percent) => {
    expect(savingOf(cost, mostExpensive)).toEqual({ saving_usd: usd, saving_percent: percent });
  });
});

describe('divideRounded', () => {
  it.each<[bigint, bigint, bigint]>([
    [5n, 2n, 3n],
    [-5n, 2n, -3n],
    [4n, 3n, 1n],
    [-4n, 3n, -1n],
    [1n, 3n, 0n],
  ])('%d / %d is %d', (dividend, divisor, quotient) => {
    expect(divideRounded(dividend, divisor)).toBe(quotient);
  });

  it('is never off by more than a half', () => {
    fc.assert(
      fc.property(fc.bigInt(), fc.bigInt({ min: 1n }), (dividend, divisor) => {
        const off = dividend - divideRounded(dividend, divisor) * divisor;
        expect((off < 0n ? -off : off) * 2n <= divisor).toBe(true);
      }),
    );
  });
});

describe('quotesFor', () => {
  it('lists the cheapest first, and equals by name', () => {
    const at = (name: string, price: bigint) => ({ name, price: { input: price, cachedInput: price, output: price } });
    const quotes = quotesFor({ prompt: 2, cached: 0, completion: 1 }, [at('c', 5n), at('b', 1n), at('a', 5n)]);
    expect(quotes.map(({ provider }) => provider)).toEqual(['b', 'a', 'c']);
    expect(quotes.map(({ costPicoUsd }) => costPicoUsd)).toEqual([3n, 15n, 15n]);
  });
});
