import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { ValidationError } from '../../errors/request.errors.js';
import { costOf, toPicoUsd, type Price, type TokenCounts } from '../providers/answers/price.js';
import { BUILT_IN_PROVIDERS } from '../providers/provider-presets.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import type { ProviderRegistry } from '../router/provider-registry.js';
import type { CostSimulationRequest } from './cost-simulation.dto.js';
import { CostSimulationService } from './cost-simulation.service.js';
import { type SimulationPlan, simulateCost, splitTokens } from './cost-simulation.js';

const serviceWith = (profiles: readonly ProviderProfile[]) =>
  new CostSimulationService({ profiles } as unknown as ProviderRegistry);
const service = serviceWith([]);
const request = (change: Partial<CostSimulationRequest>): CostSimulationRequest => ({
  ...{ monthly_tokens: 10_000_000, output_share: 0.25 },
  ...change,
});
const table = (change: Partial<CostSimulationRequest>) =>
  service
    .simulate(request(change))
    .strategies.map(({ strategy, shares, monthly_cost_usd, saving_usd, saving_percent }) => [
      strategy,
      shares.map(({ provider, percent, tokens }) => `${provider} ${percent} % ${tokens}`).join(', '),
      ...[monthly_cost_usd, saving_usd, saving_percent],
    ]);

describe('CostSimulationService', () => {
  it('computes the table of 10 million tokens at 0.02 and 0.10', () => {
    const prices = { runpod: 0.02, cerebras: '0.10' };
    expect(table({ prices })).toEqual([
      ['cost_optimized', 'runpod 100 % 10000000, cerebras 0 % 0', '0.2', '0.8', 80],
      ['latency_optimized', 'runpod 0 % 0, cerebras 100 % 10000000', '1', '0', 0],
      ['quality_optimized', 'runpod 0 % 0, cerebras 100 % 10000000', '1', '0', 0],
      ['balanced', 'runpod 80 % 8000000, cerebras 20 % 2000000', '0.36', '0.64', 64],
    ]);
  });

  it('takes known prices where none are configured, a quarter of the tokens being answers', () => {
    expect(service.simulate(request({}))).toMatchObject({
      prices: { runpod: '0.02', cerebras: '0.45' },
      ...{ most_expensive_provider: 'cerebras', most_expensive_cost_usd: '4.5' },
    });
    expect(table({})[3]).toEqual([
      ...['balanced', 'runpod 80 % 8000000, cerebras 20 % 2000000', '1.06', '3.44', 76.44],
    ]);
  });

  it('takes the shares that are given, and its own for other strategies', () => {
    const shares = { balanced: { runpod: 25, cerebras: 75 } };
    expect(table({ shares, output_share: 0 }).map(([, shared]) => shared)).toEqual([
      'runpod 100 % 10000000, cerebras 0 % 0',
      'runpod 0 % 0, cerebras 100 % 10000000',
      'runpod 0 % 0, cerebras 100 % 10000000',
      'runpod 25 % 2500000, cerebras 75 % 7500000',
    ]);
  });

  it('invents nothing for a provider of which it knows only the price', () => {
    const prices = { runpod: 0.02, other: '0.000001' };
    expect(() => service.simulate(request({ prices }))).toThrow(ValidationError);
    const all = { other: 1 };
    const shares = { latency_optimized: all, quality_optimized: all, balanced: all };
    expect(table({ prices, shares })[0]).toEqual([
      ...['cost_optimized', 'runpod 0 % 0, other 100 % 10000000', '0.00001', '0.19999', 100],
    ]);
  });

  it('refuses shares of a provider without a price', () => {
    const shares = { balanced: { other: 1 } };
    expect(() => service.simulate(request({ shares }))).toThrow('shares names other, which has no price');
  });

  it('prefers what is configured to what is known', () => {
    const [runpod] = BUILT_IN_PROVIDERS;
    const price = { input: 40_000n, cachedInput: 40_000n, output: 40_000n };
    const configured = serviceWith([{ ...runpod!, model: 'llama', price }]);
    expect(configured.simulate(request({})).prices).toEqual({ runpod: '0.04' });
    expect(configured.simulate(request({ prices: { cerebras: 0.000001 } })).prices).toEqual({
      cerebras: '0.000001',
    });
  });

  it('gives all tokens to the first provider if none has a weight', () => {
    const profiles = BUILT_IN_PROVIDERS.map((preset) => ({ ...preset, model: 'llama', weight: 0 }));
    const idle = serviceWith(profiles);
    expect(idle.simulate(request({})).strategies[3]!.shares.map(({ percent }) => percent)).toEqual([0, 100]);
  });
});

describe('a simulated cost', () => {
  const price = fc.bigInt({ min: 0n, max: 10n ** 12n });
  const prices: fc.Arbitrary<Price> = fc.record({ input: price, cachedInput: price, output: price });
  const plan: fc.Arbitrary<SimulationPlan> = fc
    .record({
      monthlyTokens: fc.integer({ min: 1, max: 1_000_000_000_000_000 }),
      outputUnits: fc.integer({ min: 0, max: 10_000 }),
      lots: fc.array(fc.tuple(prices, fc.bigInt({ min: 0n, max: 100_000_000n })), { minLength: 1, maxLength: 6 }),
    })
    .filter(({ lots }) => lots.some(([, part]) => part > 0n))
    .map(({ lots, ...rest }) => ({
      ...rest,
      providers: lots.map(([price], index) => ({ name: `p${index}`, price })),
      strategies: [{ strategy: 'balanced', parts: new Map(lots.map(([, part], index) => [`p${index}`, part])) }],
    }));

  it('is that of single calls with these tokens, to the pico-USD', () => {
    fc.assert(
      fc.property(plan, fc.array(fc.nat(1_000_000_000), { maxLength: 20 }), (given, cuts) => {
        const [simulated] = simulateCost(given).strategies;
        const calls = simulated!.shares.flatMap(({ tokens }, index) =>
          cutUp(splitTokens(tokens, given.outputUnits), cuts).map((call) =>
            costOf(call, given.providers[index]!.price),
          ),
        );
        expect(calls.reduce((sum, cost) => sum + cost, 0n)).toBe(toPicoUsd(simulated!.monthly_cost_usd));
      }),
    );
  });

  it('shares out every token, and no provider is off its share by a whole one', () => {
    fc.assert(
      fc.property(plan, (given) => {
        const { shares } = simulateCost(given).strategies[0]!;
        const { parts } = given.strategies[0]!;
        const all = [...parts.values()].reduce((sum, part) => sum + part, 0n);
        expect(shares.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(given.monthlyTokens);
        for (const { provider, tokens } of shares) {
          const off = BigInt(tokens) * all - BigInt(given.monthlyTokens) * parts.get(provider)!;
          expect(off < all && -off < all).toBe(true);
        }
      }),
    );
  });

  it('is between the cheapest and the most expensive where prompts and answers cost the same', () => {
    fc.assert(
      fc.property(plan, (given) => {
        const providers = given.providers.map(({ name, price: { input } }) => ({
          ...{ name, price: { input, cachedInput: input, output: input } },
        }));
        const { most_expensive_cost_usd, strategies } = simulateCost({ ...given, providers });
        const cost = toPicoUsd(strategies[0]!.monthly_cost_usd);
        const costs = providers.map((one) => one.price.input * BigInt(given.monthlyTokens));
        const cheapest = costs.reduce((least, one) => (one < least ? one : least));
        expect(cost >= cheapest).toBe(true);
        expect(cost <= toPicoUsd(most_expensive_cost_usd)).toBe(true);
      }),
    );
  });
});

/** Calls that use the same tokens together. */
function cutUp({ prompt, completion }: TokenCounts, cuts: number[]): TokenCounts[] {
  const calls: TokenCounts[] = [];
  let left = { prompt, completion };
  for (const cut of cuts) {
    const call = { prompt: Math.min(cut, left.prompt), cached: 0, completion: Math.min(cut >> 2, left.completion) };
    calls.push(call);
    left = { prompt: left.prompt - call.prompt, completion: left.completion - call.completion };
  }
  return [...calls, { ...left, cached: 0 }];
}
