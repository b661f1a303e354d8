import type { OnApplicationShutdown } from '@nestjs/common';
import type { LlmProvider } from '../providers/llm-provider.js';
import type { TokenCounts } from '../providers/price.js';
import type { Clock } from './circuit-breaker.js';
import { ProviderHealth } from './provider-health.js';
import type { RoutingStrategy } from '../llm.settings.js';
import { type Candidate, orderBy } from './strategies.js';
import type { Turns } from './turns.js';

/** A provider with what is known of how it is doing. */
export interface ProviderEntry {
  provider: LlmProvider;
  health: ProviderHealth;
}

/** All configured providers, and the order in which a request asks them. */
export class ProviderRegistry implements OnApplicationShutdown {
  readonly entries: ReadonlyMap<string, ProviderEntry>;
  private readonly turns: Turns = new Map();

  constructor(providers: readonly LlmProvider[], now: Clock) {
    this.entries = new Map(
      providers.map((provider) => {
        const { name, latencyPriorMs } = provider.profile;
        return [name, { provider, health: new ProviderHealth(latencyPriorMs, now) }];
      }),
    );
  }

  get size(): number {
    return this.entries.size;
  }

  entry(name: string): ProviderEntry {
    const member = this.entries.get(name);
    if (member === undefined) throw new Error(`No provider is called ${name}`);
    return member;
  }

  /** The names of all providers, in the order in which `strategy` asks them. */
  order(strategy: RoutingStrategy, expected: TokenCounts): string[] {
    return orderBy(strategy, this.candidates(), expected, this.turns).map(({ profile }) => profile.name);
  }

  /** Milliseconds until the first of all breakers lets a call through; 0 if one does now. */
  get soonestMs(): number {
    return Math.min(...[...this.entries.values()].map(({ health }) => health.openMsLeft));
  }

  /** Tokens of the largest context window. */
  get largestContext(): number {
    return Math.max(...[...this.entries.values()].map(({ provider }) => provider.profile.contextWindow));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.entries.values()].map(({ provider }) => provider.close()));
  }

  private candidates(): Candidate[] {
    return [...this.entries.values()].map(({ provider, health }) => ({
      profile: provider.profile,
      breaker: health.breakerState,
      openMsLeft: health.openMsLeft,
      latencyMs: health.latencyMs,
    }));
  }
}
