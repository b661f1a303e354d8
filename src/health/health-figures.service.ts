import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import type { PoolState } from '../database/pool-state.js';
import { type ProviderState, ProviderRegistry } from '../llm/router/provider-registry.js';
import { LedgerQueue } from '../llm/ledger/ledger-queue.service.js';
import { type Vitals, ProcessMetrics } from './process-metrics.js';

/** How much of what, just now. */
export interface HealthFigures {
  pool: PoolState;
  providers: ProviderState[];
  ledger: { queued: number; dropped: number };
  vitals: Vitals;
}

/** Reads what the service counts anyway; nobody is asked, and nothing is of a lead. */
@Injectable()
export class HealthFiguresService {
  constructor(
    private readonly database: Database,
    private readonly providers: ProviderRegistry,
    private readonly ledger: LedgerQueue,
    private readonly vitalSigns: ProcessMetrics,
  ) {}

  read(): HealthFigures {
    return {
      pool: this.database.poolState(),
      providers: this.providers.states(),
      ledger: { queued: this.ledger.depth, dropped: this.ledger.dropped },
      vitals: this.vitalSigns.read(),
    };
  }
}
