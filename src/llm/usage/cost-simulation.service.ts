import { Injectable } from '@nestjs/common';
import { type FieldProblem, ValidationError } from '../../errors/request.errors.js';
import { ProviderRegistry } from '../router/provider-registry.js';
import { type Price, toMicroUsd } from '../providers/answers/price.js';
import { BUILT_IN_PROVIDERS, type ModellessProfile } from '../providers/provider-presets.js';
import { ROUTING_STRATEGIES, type RoutingStrategy } from '../llm.settings.js';
import {
  type CostSimulationRequest,
  type CostSimulationResponse,
  DEFAULT_OUTPUT_SHARE,
} from './cost-simulation.dto.js';
import { toMillionths } from './cost-simulation.rules.js';
import { OUTPUT_UNITS, type Parts, simulateCost, splitTokens } from './cost-simulation.js';
import { type PricedProvider, quotesFor } from './saving.js';

type Shares = NonNullable<CostSimulationRequest['shares']>;

/** Computes what strategies would cost, from prices and shares alone. */
@Injectable()
export class CostSimulationService {
  constructor(private readonly registry: ProviderRegistry) {}

  /** @throws ValidationError where a provider is named that has no price, or of whom a strategy knows too little */
  simulate({ monthly_tokens, output_share, prices, shares }: CostSimulationRequest): CostSimulationResponse {
    const outputUnits = Math.round((output_share ?? DEFAULT_OUTPUT_SHARE) * OUTPUT_UNITS);
    const providers = prices
      ? Object.entries(prices).map(([name, price]) => ({ name, price: flat(price) }))
      : this.known;
    assertPriced(shares ?? {}, providers);
    const [cheapest] = quotesFor(splitTokens(monthly_tokens, outputUnits), providers);
    const strategies = ROUTING_STRATEGIES.map((strategy) => {
      const given = shares?.[strategy];
      return { strategy, parts: given ? toParts(given) : this.defaultParts(strategy, cheapest?.provider, providers) };
    });
    return simulateCost({ monthlyTokens: monthly_tokens, outputUnits, providers, strategies });
  }

  /** The configured providers; without any, the presets, so that costs can be computed before a key is set. */
  private get known(): readonly ModellessProfile[] {
    return this.registry.profiles.length > 0 ? this.registry.profiles : BUILT_IN_PROVIDERS;
  }

  /** How the router shares out while all providers answer, and as quickly as expected. */
  private defaultParts(
    strategy: RoutingStrategy,
    cheapest: string | undefined,
    providers: readonly PricedProvider[],
  ): Parts {
    switch (strategy) {
      case 'cost_optimized':
        return allTo(cheapest);
      case 'latency_optimized':
        return allTo(first(this.profilesOf(strategy, providers), (a, b) => a.latencyPriorMs - b.latencyPriorMs));
      case 'quality_optimized':
        return allTo(first(this.profilesOf(strategy, providers), (a, b) => b.quality - a.quality));
      case 'balanced':
        return byWeight(this.profilesOf(strategy, providers));
      default:
        return strategy satisfies never;
    }
  }

  /** What is known of `providers`, by name. Latencies, ranks and weights are never invented. */
  private profilesOf(strategy: RoutingStrategy, providers: readonly PricedProvider[]): ModellessProfile[] {
    const profiles = providers.map(({ name }) => {
      const profile = [...this.registry.profiles, ...BUILT_IN_PROVIDERS].find((one) => one.name === name);
      if (profile !== undefined) return profile;
      const message = `shares must have ${strategy}: only a price is known for ${name}`;
      throw new ValidationError([problem(strategy, 'required', message)]);
    });
    return profiles.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function assertPriced(shares: Shares, providers: readonly PricedProvider[]): void {
  const names = new Set(providers.map(({ name }) => name));
  const problems = ROUTING_STRATEGIES.flatMap((strategy) =>
    Object.keys(shares[strategy] ?? {})
      .filter((name) => !names.has(name))
      .map((name) => problem(strategy, 'priced', `shares names ${name}, which has no price`)),
  );
  if (problems.length > 0) throw new ValidationError(problems);
}

function problem(strategy: RoutingStrategy, rule: string, message: string): FieldProblem {
  return { field: `shares.${strategy}`, rule, message };
}

/** One price for every token. */
function flat(usd: number | string): Price {
  const price = toMicroUsd(typeof usd === 'number' ? usd.toFixed(6) : usd);
  return { input: price, cachedInput: price, output: price };
}

function toParts(shares: Record<string, number>): Parts {
  return new Map(Object.entries(shares).map(([provider, share]) => [provider, BigInt(toMillionths(share))]));
}

/** In proportion to the weights; without any, all to the first. */
function byWeight(profiles: readonly ModellessProfile[]): Parts {
  const weighted = profiles.filter(({ weight }) => weight > 0);
  if (weighted.length === 0) return allTo(profiles[0]?.name);
  return new Map(weighted.map(({ name, weight }) => [name, BigInt(weight)]));
}

function allTo(provider: string | undefined): Parts {
  return new Map(provider === undefined ? [] : [[provider, 1n]]);
}

function first(
  profiles: readonly ModellessProfile[],
  order: (a: ModellessProfile, b: ModellessProfile) => number,
): string | undefined {
  return profiles.toSorted(order)[0]?.name;
}
