import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { nextInTurn, type Turns } from './turns.js';

const FOUR_TO_ONE = [
  { name: 'runpod', weight: 4 },
  { name: 'cerebras', weight: 1 },
];

function take(count: number, providers: { name: string; weight: number }[], turns: Turns = new Map()) {
  return Array.from({ length: count }, () => nextInTurn(turns, providers));
}

describe('turns', () => {
  it('split any five in a row exactly 4 : 1', () => {
    const taken = take(1_000, FOUR_TO_ONE);
    for (let start = 0; start + 5 <= taken.length; start++) {
      expect(taken.slice(start, start + 5).filter((name) => name === 'cerebras')).toHaveLength(1);
    }
  });

  it('still do after one of both was away for a while', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.nat(20), fc.constantFrom(0, 1), (before, away, who) => {
        const turns: Turns = new Map();
        take(before, FOUR_TO_ONE, turns);
        take(away, [FOUR_TO_ONE[who]!], turns);
        const taken = take(5, FOUR_TO_ONE, turns);
        expect(taken.filter((name) => name === 'cerebras')).toHaveLength(1);
      }),
    );
  });

  it('give everybody exactly their weight in each round, whatever the weights are', () => {
    const weights = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(
        weights.filter((all) => all.some((weight) => weight > 0)),
        fc.nat(3),
        (all, rounds) => {
          const providers = all.map((weight, index) => ({ name: `p${index}`, weight }));
          const sum = all.reduce((total, weight) => total + weight, 0);
          const turns: Turns = new Map();
          take(sum * rounds, providers, turns);
          const taken = take(sum, providers, turns);
          for (const { name, weight } of providers) expect(taken.filter((one) => one === name)).toHaveLength(weight);
        },
      ),
    );
  });

  it('are nobody’s where there is nobody, and somebody’s where all weigh nothing', () => {
    expect(nextInTurn(new Map(), [])).toBeUndefined();
    expect(take(3, [{ name: 'idle', weight: 0 }])).toEqual(['idle', 'idle', 'idle']);
  });
});
