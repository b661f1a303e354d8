import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { costOf, fromMicroUsd, fromPicoUsd, toMicroUsd, toPicoUsd } from './price.js';

const CEREBRAS = { input: toMicroUsd('0.35'), cachedInput: toMicroUsd('0.1'), output: toMicroUsd('0.75') };

describe('cost', () => {
  it('is exact to the pico-USD', () => {
    expect(costOf({ prompt: 1, cached: 0, completion: 0 }, CEREBRAS)).toBe(350_000n);
    expect(costOf({ prompt: 1_000_000, cached: 0, completion: 1_000_000 }, CEREBRAS)).toBe(toPicoUsd('1.1'));
  });

  it('has a price of its own for what was cached', () => {
    expect(costOf({ prompt: 10, cached: 4, completion: 2 }, CEREBRAS)).toBe(
      6n * 350_000n + 4n * 100_000n + 2n * 750_000n,
    );
  });

  it('of two calls is that of both together', () => {
    const counts = fc.record({ prompt: fc.nat(), cached: fc.constant(0), completion: fc.nat() });
    fc.assert(
      fc.property(counts, counts, (a, b) => {
        const both = { prompt: a.prompt + b.prompt, cached: 0, completion: a.completion + b.completion };
        expect(costOf(both, CEREBRAS)).toBe(costOf(a, CEREBRAS) + costOf(b, CEREBRAS));
      }),
    );
  });
});

describe('amounts as texts', () => {
  it.each([
    ['0', 0n],
    ['0.02', 20_000n],
    ['1.5', 1_500_000n],
    ['12.000001', 12_000_001n],
    ['999999999.999999', 999_999_999_999_999n],
  ])('%s USD are %s micro-USD, and back', (text, micro) => {
    expect(toMicroUsd(text)).toBe(micro);
    expect(fromMicroUsd(micro)).toBe(text);
  });

  it('have no superfluous zeros', () => {
    expect(fromPicoUsd(0n)).toBe('0');
    expect(fromPicoUsd(600_000n)).toBe('0.0000006');
    expect(fromPicoUsd(2_000_000_000_000n)).toBe('2');
    expect(fromPicoUsd(-1_500_000_000_000n)).toBe('-1.5');
  });

  it('are what they were, whatever they are', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), (amount) => {
        expect(toPicoUsd(fromPicoUsd(amount))).toBe(amount);
        expect(toMicroUsd(fromMicroUsd(amount))).toBe(amount);
      }),
    );
  });
});
