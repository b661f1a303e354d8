import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { Database } from '../database/database.service.js';
import { ProviderRegistry } from '../llm/router/provider-registry.js';

/** Whether something is short of what it can do, without being down; nobody is asked. */
@Injectable()
export class DependencyIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly database: Database,
    private readonly llm: ProviderRegistry,
  ) {}

  /** A full pool in which somebody waits is slow, and perhaps only for a moment. */
  pool() {
    const session = this.indicators.check('pool');
    const { checkedOut, max, waiting } = this.database.poolState();
    return waiting > 0 && checkedOut >= max ? session.degraded({ reason: 'exhausted' }) : session.up();
  }

  /** Leads are scored without any provider, too: by rules. */
  providers() {
    const session = this.indicators.check('providers');
    const isOpen = this.llm.states().some(({ breaker }) => breaker === 'open');
    return isOpen ? session.degraded({ reason: 'breaker open' }) : session.up();
  }
}
