import { Injectable } from '@nestjs/common';
import type { ProviderProfile } from '../providers/provider-profile.js';
import type { BreakerState } from '../router/circuit-breaker.js';
import { ProviderRegistry } from '../router/provider-registry.js';

/** A provider, and how it is doing on this replica. */
export interface ProviderState {
  profile: ProviderProfile;
  breaker: BreakerState;
  /** When the breaker lets a call through; `null` if it does now. */
  openUntil: Date | null;
  /** EWMA of the time to the first token, in ms; `null` if it was not measured lately. */
  latencyMs: number | null;
  /** Calls and failures of the last 30 s. */
  recent: { calls: number; failures: number };
}

@Injectable()
export class ProvidersService {
  constructor(private readonly registry: ProviderRegistry) {}

  states(): ProviderState[] {
    return [...this.registry.entries.values()].map(({ provider, health }) => ({
      profile: provider.profile,
      breaker: health.breakerState,
      openUntil: health.openMsLeft > 0 ? new Date(Date.now() + health.openMsLeft) : null,
      latencyMs: health.measuredLatencyMs ?? null,
      recent: health.recent,
    }));
  }
}
