import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { RoundRobin } from './round-robin.js';

const FOUR_TO_ONE = [
  { name: 'runpod', weight: 4 },
  { name: 'cerebras', weight: 1 },
];

function take(count: number, providers: { name: string; weight: number }[], roundRobin = new RoundRobin()) {
  return Array.from({ length: count }, () => roundRobin.next(providers));
}

describe('smooth weighted round robin', () => {
  it('splits any five picks in a row exactly 4:1', () => {
    const taken = take(1_000, FOUR_TO_ONE);
    for (let start = 0; start + 5 <= taken.length; start++) {
      expect(taken.slice(start, start + 5).filter((name) => name === 'cerebras')).toHaveLength(1);
    }
  });

  it('still splits 4:1 after one of both was missing for a while', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.constantFrom(0, 1), (before, away, who) => {
        const roundRobin = new RoundRobin();
        take(before, FOUR_TO_ONE, roundRobin);
        take(away, [FOUR_TO_ONE[who]!], roundRobin);
        const taken = take(5, FOUR_TO_ONE, roundRobin);
        expect(taken.filter((name) => name === 'cerebras')).toHaveLength(1);
      }),
    );
  });

  it('gives every provider exactly its weight in each round', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        weights.filter((all) => all.some((weight) => weight > 0)),
        fc.nat(3),
        (all, rounds) => {
          const providers = all.map((weight, index) => ({ name: `p${index}`, weight }));
          const sum = all.reduce((total, weight) => total + weight, 0);
          const roundRobin = new RoundRobin();
          take(sum * rounds, providers, roundRobin);
          const taken = take(sum, providers, roundRobin);
          for (const { name, weight } of providers) expect(taken.filter((one) => one === name)).toHaveLength(weight);
        },
      ),
    );
  });

  it('picks nothing without providers, and one where all weights are 0', () => {
    expect(new RoundRobin().next([])).toBeUndefined();
    expect(take(3, [{ name: 'idle', weight: 0 }])).toEqual(['idle', 'idle', 'idle']);
  });
});
