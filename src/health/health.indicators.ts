import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { DatabaseProbe } from '../database/database.probe.js';
import { DatabaseConnector } from '../database/database-connector.js';
import { Jobs } from '../jobs/jobs.service.js';
import { ShutdownState } from '../lifecycle/shutdown-state.js';
import { ProviderRegistry } from '../llm/router/provider-registry.js';
import { isHeapFull, isLoopStuck, ProcessMetrics } from './process-metrics.js';

/** Whether the database answers and its schema is in step with the code. */
@Injectable()
export class DatabaseIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly probe: DatabaseProbe,
  ) {}

  async check() {
    const session = this.indicators.check('database');
    const state = await this.probe.check();
    if (!state.reachable) return session.down({ reason: 'unreachable' });
    const pending = state.pendingMigrations.length;
    return pending === 0 ? session.up() : session.down({ reason: 'migrations pending', pending_migrations: pending });
  }
}

/** The state of the process itself, without its dependencies. */
@Injectable()
export class ProcessIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly metrics: ProcessMetrics,
    private readonly shutdown: ShutdownState,
  ) {}

  eventLoop() {
    const session = this.indicators.check('event_loop');
    return isLoopStuck(this.metrics.read()) ? session.down({ reason: 'stuck' }) : session.up();
  }

  heap() {
    const session = this.indicators.check('heap');
    return isHeapFull(this.metrics.read()) ? session.down({ reason: 'full' }) : session.up();
  }

  /** Degraded from the stop signal on, although the process still serves. */
  lifecycle() {
    const session = this.indicators.check('process');
    return this.shutdown.isDraining ? session.degraded({ reason: 'draining' }) : session.up();
  }
}

/** Whether a dependency is limited without being down. It makes no calls of its own. */
@Injectable()
export class DependencyIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly connector: DatabaseConnector,
    private readonly llm: ProviderRegistry,
    private readonly backgroundJobs: Jobs,
  ) {}

  /** Degraded, not down: a full pool is slow, and perhaps only for a moment. */
  pool() {
    const session = this.indicators.check('pool');
    const { checkedOut, max, waiting } = this.connector.poolState();
    return waiting > 0 && checkedOut >= max ? session.degraded({ reason: 'exhausted' }) : session.up();
  }

  /** Degraded, not down: requests are served without them. */
  jobs() {
    const session = this.indicators.check('jobs');
    const { problem } = this.backgroundJobs;
    return problem === undefined ? session.up() : session.degraded({ reason: problem });
  }

  /** Degraded, not down: without a provider, leads are scored by rules. */
  providers() {
    const session = this.indicators.check('providers');
    const isOpen = this.llm.states().some(({ breaker }) => breaker === 'open');
    return isOpen ? session.degraded({ reason: 'breaker open' }) : session.up();
  }
}
