import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { costOf, type TokenCounts } from '../providers/answers/price.js';
import { ROUTING_STRATEGIES } from '../llm.settings.js';
import { RoundRobin } from './round-robin.js';
import { type Candidate, orderBy } from './strategies.js';
import { DEFAULT_HABITS } from '../providers/provider-habits.js';

interface Facts {
  name: string;
  input?: bigint;
  output?: bigint;
  quality?: number;
  weight?: number;
  latencyMs?: number;
  breaker?: Candidate['breaker'];
  openMsLeft?: number;
}

function candidate({ name, input = 1n, output = 1n, quality = 1, weight = 1, ...state }: Facts): Candidate {
  const { breaker = 'closed', openMsLeft = breaker === 'open' ? 1 : 0, latencyMs = 1 } = state;
  const price = { input, cachedInput: input, output };
  const profile = {
    name,
    model: 'm',
    price,
    isPriced: true,
    quality,
    weight,
    contextWindow: 1_000,
    latencyPriorMs: latencyMs,
    habits: DEFAULT_HABITS,
    timeouts: {},
  };
  return { profile, breaker, openMsLeft, latencyMs };
}

const runpod = { name: 'runpod', input: 20_000n, output: 20_000n, quality: 70, weight: 4, latencyMs: 1_200 };
const cerebras = { name: 'cerebras', input: 350_000n, output: 750_000n, quality: 90, weight: 1, latencyMs: 945 };
const BOTH = [candidate(runpod), candidate(cerebras)];
const TOKENS: TokenCounts = { prompt: 1_000, cached: 0, completion: 500 };

const names = (order: Candidate[]) => order.map(({ profile }) => profile.name);

const someFacts = fc.record({
  input: fc.bigInt({ min: 0n, max: 9n }),
  output: fc.bigInt({ min: 0n, max: 9n }),
  quality: fc.nat(3),
  weight: fc.nat(4),
  latencyMs: fc.nat(3),
  breaker: fc.constantFrom<Candidate['breaker']>('closed', 'open', 'half_open'),
  openMsLeft: fc.nat(5),
});
const someCandidates = fc
  .array(someFacts, { maxLength: 6 })
  .map((all) => all.map((facts, index) => candidate({ ...facts, name: `p${index}` })));

describe.each([...ROUTING_STRATEGIES])('%s', (strategy) => {
  it('has each provider exactly once', () => {
    fc.assert(
      fc.property(someCandidates, (all) => {
        const order = names(orderBy(strategy, all, TOKENS, new RoundRobin()));
        expect(order.toSorted()).toEqual(names(all).toSorted());
      }),
    );
  });

  it('puts those with an open breaker last, by the time at which it lets a call through', () => {
    fc.assert(
      fc.property(someCandidates, fc.nat(10), (all, before) => {
        const roundRobin = new RoundRobin();
        for (let turn = 0; turn < before; turn++) orderBy(strategy, all, TOKENS, roundRobin);
        const order = orderBy(strategy, all, TOKENS, roundRobin);
        const firstOpen = order.findIndex(({ breaker }) => breaker === 'open');
        const open = firstOpen < 0 ? [] : order.slice(firstOpen);
        expect(open).toHaveLength(all.filter(({ breaker }) => breaker === 'open').length);
        const waits = open.map(({ openMsLeft }) => openMsLeft);
        expect(waits).toEqual(waits.toSorted((a, b) => a - b));
      }),
    );
  });

  it('changes nothing but the round robin, and gives the same order for the same input', () => {
    fc.assert(
      fc.property(someCandidates, fc.array(fc.nat()), (all, seeds) => {
        const given = Object.freeze([...all]);
        const used = () => {
          const roundRobin = new RoundRobin();
          for (const seed of seeds)
            roundRobin.next([0, 1, 2].map((index) => ({ name: `p${index}`, weight: seed % (index + 5) })));
          return roundRobin;
        };
        expect(names(orderBy(strategy, given, TOKENS, used()))).toEqual(
          names(orderBy(strategy, given, TOKENS, used())),
        );
      }),
    );
  });

  it('does not depend on the order in which equals are configured', () => {
    const equals = ['b', 'a', 'c'].map((name) => candidate({ name }));
    const order = names(orderBy(strategy, equals, TOKENS, new RoundRobin()));
    if (strategy !== 'balanced') expect(order).toEqual(['a', 'b', 'c']);
    expect(order.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('uses the only provider there is', () => {
    expect(names(orderBy(strategy, [candidate({ name: 'own' })], TOKENS, new RoundRobin()))).toEqual(['own']);
    expect(orderBy(strategy, [], TOKENS, new RoundRobin())).toEqual([]);
  });
});

describe('the first choice', () => {
  it.each([
    ['cost_optimized', ['runpod', 'cerebras']],
    ['latency_optimized', ['cerebras', 'runpod']],
    ['quality_optimized', ['cerebras', 'runpod']],
  ] as const)('of %s between RunPod and Cerebras is %j', (strategy, order) => {
    expect(names(orderBy(strategy, BOTH, TOKENS, new RoundRobin()))).toEqual(order);
  });

  it('of cost_optimized depends on the tokens that are expected', () => {
    const wordy = candidate({ name: 'wordy', input: 9n, output: 1n });
    const terse = candidate({ name: 'terse', input: 1n, output: 9n });
    const first = (expected: TokenCounts) =>
      names(orderBy('cost_optimized', [terse, wordy], expected, new RoundRobin()))[0];
    expect(first({ prompt: 10, cached: 0, completion: 100 })).toBe('wordy');
    expect(first({ prompt: 100, cached: 0, completion: 10 })).toBe('terse');
  });

  it('of cost_optimized never costs more than a later one', () => {
    fc.assert(
      fc.property(someCandidates, (all) => {
        const order = orderBy('cost_optimized', all, TOKENS, new RoundRobin()).filter(
          ({ breaker }) => breaker !== 'open',
        );
        const costs = order.map(({ profile }) => costOf(TOKENS, profile.price));
        expect(costs).toEqual(costs.toSorted((a, b) => Number(a - b)));
      }),
    );
  });

  it('of latency_optimized changes when measurements disagree', () => {
    const slow = candidate({ ...cerebras, latencyMs: 1_300 });
    expect(names(orderBy('latency_optimized', [slow, candidate(runpod)], TOKENS, new RoundRobin()))[0]).toBe('runpod');
  });

  it('of balanced is RunPod four times out of any five', () => {
    const roundRobin = new RoundRobin();
    const firsts = Array.from({ length: 100 }, () => names(orderBy('balanced', BOTH, TOKENS, roundRobin))[0]);
    for (let start = 0; start + 5 <= firsts.length; start++) {
      expect(firsts.slice(start, start + 5).filter((name) => name === 'cerebras')).toHaveLength(1);
    }
  });

  it('of balanced is followed by the others, the heaviest first', () => {
    const all = [1, 3, 2].map((weight) => candidate({ name: `w${weight}`, weight }));
    expect(names(orderBy('balanced', all, TOKENS, new RoundRobin()))).toEqual(['w3', 'w2', 'w1']);
  });
});
