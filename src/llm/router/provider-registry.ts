import { hash } from 'node:crypto';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { RoutingStrategy } from '../llm.settings.js';
import type { LlmProvider } from '../providers/llm-provider.js';
import type { TokenCounts } from '../providers/price.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import type { BreakerState, Clock } from './circuit-breaker.js';
import { ProviderHealth } from './provider-health.js';
import { RoundRobin } from './round-robin.js';
import { orderBy } from './strategies.js';

const VERSION_LENGTH = 12;

/** A provider and its health on this replica. */
export interface ProviderEntry {
  provider: LlmProvider;
  health: ProviderHealth;
}

/** What a provider looks like from outside. */
export interface ProviderState {
  profile: ProviderProfile;
  breaker: BreakerState;
  /** When the breaker lets a call through; `null` if it does now. */
  openUntil: Date | null;
  /** EWMA of the time to the first token, in ms; `null` without a recent measurement. */
  latencyMs: number | null;
  /** Calls and failures of the last 30 s. */
  recent: { calls: number; failures: number };
}

/** All configured providers, their prices, and the order in which a request tries them. */
export class ProviderRegistry implements OnApplicationShutdown {
  readonly entries: ReadonlyMap<string, ProviderEntry>;
  readonly profiles: readonly ProviderProfile[];
  /** Names this set of prices, so that a ledger row says which one its cost was computed with. */
  readonly priceVersion: string;
  /** Tokens of the largest context window. */
  readonly largestContext: number;
  private readonly roundRobin = new RoundRobin();

  constructor(providers: readonly LlmProvider[], now: Clock) {
    this.profiles = providers.map(({ profile }) => profile);
    this.entries = new Map(
      providers.map((provider) => {
        const { name, latencyPriorMs } = provider.profile;
        return [name, { provider, health: new ProviderHealth(latencyPriorMs, now) }];
      }),
    );
    this.priceVersion = priceVersionOf(this.profiles);
    this.largestContext = Math.max(...this.profiles.map(({ contextWindow }) => contextWindow));
  }

  get size(): number {
    return this.entries.size;
  }

  /** @throws Error for a name that is not configured */
  entry(name: string): ProviderEntry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new Error(`No provider is called ${name}`);
    return entry;
  }

  /** The names of all providers, in the order in which `strategy` tries them. */
  order(strategy: RoutingStrategy, expected: TokenCounts): string[] {
    const candidates = Array.from(this.entries.values(), ({ provider, health }) => ({
      profile: provider.profile,
      breaker: health.breakerState,
      openMsLeft: health.openMsLeft,
      latencyMs: health.latencyMs,
    }));
    return orderBy(strategy, candidates, expected, this.roundRobin).map(({ profile }) => profile.name);
  }

  /** Milliseconds until the first breaker lets a call through; 0 if one does now. */
  get soonestMs(): number {
    return Math.min(...Array.from(this.entries.values(), ({ health }) => health.openMsLeft));
  }

  states(): ProviderState[] {
    return Array.from(this.entries.values(), ({ provider, health }) => ({
      profile: provider.profile,
      breaker: health.breakerState,
      openUntil: health.openMsLeft > 0 ? new Date(Date.now() + health.openMsLeft) : null,
      latencyMs: health.measuredLatencyMs ?? null,
      recent: health.recent,
    }));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(Array.from(this.entries.values(), ({ provider }) => provider.close()));
  }
}

function priceVersionOf(profiles: readonly ProviderProfile[]): string {
  const lines = profiles.map(({ name, price }) => [name, ...Object.values(price).map(String)].join(' '));
  return hash('sha256', lines.toSorted().join('\n')).slice(0, VERSION_LENGTH);
}
