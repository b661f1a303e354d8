import { Injectable } from '@nestjs/common';
import { type FieldProblem, ValidationError } from '../../errors/request.errors.js';
import { ProviderRegistry } from '../router/provider-registry.js';
import { PRESET_PROVIDERS, type ProviderPreset } from '../providers/preset-providers.js';
import { ROUTING_STRATEGIES, type RoutingStrategy } from '../llm.settings.js';
import { type CostSimulationRequest, CostSimulationResponse, toSimulationOrder } from './cost-simulation.dto.js';
import { type CostSimulation, type Parts, simulateCost, splitTokens } from './cost-simulation.js';
import { type PricedProvider, quotesFor } from './saving.js';

/** The parameters of a simulation. */
export interface SimulationInput {
  readonly monthlyTokens: number;
  /** Ten-thousandths of the tokens that are answers. */
  readonly outputUnits: number;
  /** Micro-USD per million tokens, by provider; without it, the known providers and their prices. */
  readonly prices: ReadonlyMap<string, bigint> | null | undefined;
  /** How strategies share the tokens out; those that are missing do it as the router does. */
  readonly shares: ReadonlyMap<RoutingStrategy, Parts>;
}

/** Computes what strategies would cost, from prices and shares alone. */
@Injectable()
export class CostSimulationService {
  constructor(private readonly registry: ProviderRegistry) {}

  /** @throws ValidationError as `simulate` does */
  simulateMonth(request: CostSimulationRequest): CostSimulationResponse {
    return CostSimulationResponse.from(this.simulate(toSimulationOrder(request)));
  }

  /** @throws ValidationError where a provider is named that has no price, or of whom a strategy knows too little */
  simulate(order: SimulationInput): CostSimulation {
    const { monthlyTokens, outputUnits } = order;
    const providers = this.providersOf(order);
    assertPriced(order.shares, providers);
    const strategies = ROUTING_STRATEGIES.map((strategy) => ({
      strategy,
      parts: order.shares.get(strategy) ?? this.defaultParts(strategy, order, providers),
    }));
    return simulateCost({ monthlyTokens, outputUnits, providers, strategies });
  }

  private providersOf({ prices }: SimulationInput): readonly PricedProvider[] {
    return prices ? [...prices].map(([name, price]) => ({ name, price: flat(price) })) : this.profiles;
  }

  /** The configured providers; without any, the presets, so that costs can be computed before a key is set. */
  private get profiles(): readonly ProviderPreset[] {
    return this.registry.profiles.length > 0 ? this.registry.profiles : PRESET_PROVIDERS;
  }

  /** How the router shares out while all providers answer, and as quickly as expected. */
  private defaultParts(strategy: RoutingStrategy, order: SimulationInput, providers: readonly PricedProvider[]): Parts {
    switch (strategy) {
      case 'cost_optimized':
        return allTo(quotesFor(splitTokens(order.monthlyTokens, order.outputUnits), providers)[0]?.provider);
      case 'latency_optimized':
        return allTo(first(this.known(strategy, providers), (a, b) => a.latencyPriorMs - b.latencyPriorMs));
      case 'quality_optimized':
        return allTo(first(this.known(strategy, providers), (a, b) => b.quality - a.quality));
      case 'balanced':
        return byWeight(this.known(strategy, providers));
      default:
        return strategy satisfies never;
    }
  }

  /** What is known of `providers`, by name. Latencies, ranks and weights are never invented. */
  private known(strategy: RoutingStrategy, providers: readonly PricedProvider[]): ProviderPreset[] {
    const profiles = providers.map(({ name }) => {
      const profile = [...this.registry.profiles, ...PRESET_PROVIDERS].find((one) => one.name === name);
      if (profile !== undefined) return profile;
      const message = `shares must have ${strategy}: only a price is known for ${name}`;
      throw problem(`shares.${strategy}`, 'required', message);
    });
    return profiles.sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

function assertPriced(shares: SimulationInput['shares'], providers: readonly PricedProvider[]): void {
  const names = new Set(providers.map(({ name }) => name));
  const problems = [...shares].flatMap(([strategy, parts]): FieldProblem[] =>
    [...parts.keys()]
      .filter((name) => !names.has(name))
      .map((name) => ({
        field: `shares.${strategy}`,
        rule: 'priced',
        message: `shares names ${name}, which has no price`,
      })),
  );
  if (problems.length > 0) throw new ValidationError(problems);
}

function problem(field: string, rule: string, message: string): ValidationError {
  return new ValidationError([{ field, rule, message }]);
}

/** One price for every token. */
function flat(price: bigint): PricedProvider['price'] {
  return { input: price, cachedInput: price, output: price };
}

/** In proportion to the weights; without any, all to the first. */
function byWeight(profiles: readonly ProviderPreset[]): Parts {
  const weighted = profiles.filter(({ weight }) => weight > 0);
  if (weighted.length === 0) return allTo(profiles[0]?.name);
  return new Map(weighted.map(({ name, weight }) => [name, BigInt(weight)]));
}

function allTo(provider: string | undefined): Parts {
  return new Map(provider === undefined ? [] : [[provider, 1n]]);
}

function first(
  profiles: readonly ProviderPreset[],
  order: (a: ProviderPreset, b: ProviderPreset) => number,
): string | undefined {
  return profiles.toSorted(order)[0]?.name;
}
