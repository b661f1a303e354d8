import { hash } from 'node:crypto';
import type { OnApplicationShutdown } from '@nestjs/common';
import { LlmSettings, type RoutingStrategy } from '../llm.settings.js';
import type { LlmProvider } from '../providers/llm-provider.js';
import type { TokenCounts } from '../providers/answers/price.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import type { Clock } from './circuit-breaker.js';
import type { ProviderResponse } from './provider.dto.js';
import { FailureLog } from './failure-log.js';
import { ProviderHealth } from './provider-health.js';
import type { RoutedRequest } from './llm-request.js';
import { type ProviderEntry, toResponse } from './provider-state.js';
import { RoundRobin } from './round-robin.js';
import { orderBy } from './strategies.js';

const VERSION_LENGTH = 12;

/** All configured providers, their prices, and the order in which a request tries them. */
export class ProviderRegistry implements OnApplicationShutdown {
  readonly entries: ReadonlyMap<string, ProviderEntry>;
  readonly profiles: readonly ProviderProfile[];
  /** Names this set of prices, so that a ledger row says which one its cost was computed with. */
  readonly priceVersion: string;
  /** The largest context window that was configured, in tokens. */
  readonly configuredContext: number;
  private readonly roundRobin = new RoundRobin();
  private readonly roundRobins = new Map<string, RoundRobin>();

  constructor(
    providers: readonly LlmProvider[],
    now: Clock,
    limits: Pick<LlmSettings, 'noCreditMs' | 'loggedFailuresPerMinute'> = new LlmSettings(),
  ) {
    this.profiles = providers.map(({ profile }) => profile);
    this.entries = new Map(
      providers.map((provider) => {
        const { name, latencyPriorMs } = provider.profile;
        const health = new ProviderHealth(latencyPriorMs, now, limits.noCreditMs);
        return [name, { provider, health, log: new FailureLog(name, limits) }];
      }),
    );
    this.priceVersion = priceVersionOf(this.profiles);
    this.configuredContext = Math.max(...this.profiles.map(({ contextWindow }) => contextWindow));
  }

  /**
   * The largest context window, as far as it is known by now, in tokens.
   * @param among the providers that the request may go to; all by default
   */
  largestContextFor({ caller, model }: Pick<RoutedRequest, 'caller' | 'model'>, among?: readonly string[]): number {
    return Math.max(
      ...this.entriesOf(among).map(({ provider: { habits, profile } }) =>
        habits.contextWindowOf(model ?? profile.model, caller),
      ),
    );
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

  /**
   * The names of all providers, in the order in which `strategy` tries them for `caller`.
   * @param among the providers to choose from; all by default
   */
  order(strategy: RoutingStrategy, expected: TokenCounts, caller: string, among?: readonly string[]): string[] {
    if (among?.length === 1) return [...among];
    const candidates = this.entriesOf(among).map(({ provider, health }) => ({
      profile: provider.profile,
      breaker: health.stateFor(caller),
      openMsLeft: health.openMsLeftFor(caller),
      latencyMs: health.latencyMs,
    }));
    return orderBy(strategy, candidates, expected, this.roundRobinOf(among)).map(({ profile }) => profile.name);
  }

  private entriesOf(among: readonly string[] | undefined): ProviderEntry[] {
    return among === undefined ? [...this.entries.values()] : among.map((name) => this.entry(name));
  }

  /** Each choice of providers has turns of its own, so that requests for a few do not disturb those for all. */
  private roundRobinOf(among: readonly string[] | undefined): RoundRobin {
    if (among === undefined) return this.roundRobin;
    const key = among.join(' ');
    const known = this.roundRobins.get(key);
    if (known !== undefined) return known;
    const roundRobin = new RoundRobin();
    this.roundRobins.set(key, roundRobin);
    return roundRobin;
  }

  /**
   * Milliseconds until the first breaker is no longer open for `caller`; 0 if one is not now.
   * @param among the providers that the request may go to; all by default
   */
  soonestMs(caller: string, among?: readonly string[]): number {
    return Math.min(...this.entriesOf(among).map(({ health }) => health.openMsLeftFor(caller)));
  }

  /** How each provider is, and what it takes of `caller`; without one, of every caller. */
  states(caller = ''): ProviderResponse[] {
    return Array.from(this.entries.values(), (entry) => toResponse(entry, caller));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all(Array.from(this.entries.values(), ({ provider }) => provider.close()));
  }
}

function priceVersionOf(profiles: readonly ProviderProfile[]): string {
  const lines = profiles.map(({ name, price }) => [name, ...Object.values(price).map(String)].join(' '));
  return hash('sha256', lines.toSorted().join('\n')).slice(0, VERSION_LENGTH);
}
