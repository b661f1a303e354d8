import { HttpStatus, Injectable, ServiceUnavailableException } from '@nestjs/common';
import {
  type HealthCheckResult,
  HealthCheckService,
  type HealthIndicatorFunction,
  type HealthIndicatorStatus,
} from '@nestjs/terminus';
import type { SetReplyHead } from '../api/reply-head.decorator.js';
import { VERSION } from '../config/version.js';
import { Database } from '../database/database.service.js';
import { ServiceUnavailableError } from '../errors/request.errors.js';
import { OperationsSettings } from '../lifecycle/operations.settings.js';
import { LedgerQueue } from '../llm/ledger/ledger-queue.service.js';
import { ProviderRegistry } from '../llm/router/provider-registry.js';
import { DatabaseIndicator, DependencyIndicator, ProcessIndicator } from './health.indicators.js';
import {
  type DetailedHealthResponse,
  type LivenessResponse,
  PoolResponse,
  type ReadinessResponse,
} from './health.dto.js';
import { toWire } from '../validation/wire.js';
import { ProcessMetrics } from './process-metrics.js';

/** What a round of checks found; the status is the worst of them. */
interface HealthCheckResults {
  status: HealthIndicatorStatus;
  details: HealthCheckResult['details'];
}

/** Runs health indicators side by side. */
@Injectable()
export class HealthCheckRunner {
  constructor(private readonly health: HealthCheckService) {}

  async run(indicators: HealthIndicatorFunction[]): Promise<HealthCheckResults> {
    const { details } = await this.check(indicators);
    const found = new Set(Object.values(details).map(({ status }) => status));
    const status = (['down', 'degraded'] as const).find((one) => found.has(one)) ?? 'up';
    return { status, details };
  }

  /** Terminus throws what it found, and also, whatever that is, once the service is ending, which is not its to judge. */
  private async check(indicators: HealthIndicatorFunction[]): Promise<HealthCheckResult> {
    try {
      return await this.health.check(indicators);
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      return error.getResponse() as HealthCheckResult;
    }
  }
}

/** Whether the service is alive, whether it is ready, and whether it is well. */
@Injectable()
export class HealthService {
  constructor(
    private readonly checks: HealthCheckRunner,
    private readonly database: DatabaseIndicator,
    private readonly process: ProcessIndicator,
    private readonly traffic: DependencyIndicator,
  ) {}

  /**
   * Whether the process is worth keeping. What it depends on is no reason to start it again.
   * @throws ServiceUnavailableError naming what is stuck
   */
  async liveness(): Promise<LivenessResponse> {
    const { status, details } = await this.checks.run([() => this.process.eventLoop(), () => this.process.heap()]);
    if (status !== 'up') throw new ServiceUnavailableError('The process is stuck', { checks: details });
    return { status: 'ok', version: VERSION, uptime_seconds: uptimeSeconds() };
  }

  /**
   * Whether this process should be sent requests.
   * @throws ServiceUnavailableError naming the checks that failed
   */
  async readiness(): Promise<ReadinessResponse> {
    const { status, details } = await this.checks.run([() => this.database.check(), () => this.process.lifecycle()]);
    if (status === 'up') return { status: 'ok', checks: details };
    throw new ServiceUnavailableError('The service is not ready', { checks: details }, { retryAfterSeconds: 2 });
  }

  /** Every check; of all other systems only the database is queried, by its probe. */
  everything(): Promise<HealthCheckResults> {
    return this.checks.run([
      () => this.database.check(),
      () => this.process.lifecycle(),
      () => this.process.eventLoop(),
      () => this.process.heap(),
      () => this.traffic.pool(),
      () => this.traffic.providers(),
    ]);
  }
}

/** Reads what the service counts anyway: no provider is called, and nothing of a lead is in it. */
@Injectable()
export class HealthFiguresService {
  constructor(
    private readonly database: Database,
    private readonly providers: ProviderRegistry,
    private readonly ledger: LedgerQueue,
    private readonly metrics: ProcessMetrics,
  ) {}

  read() {
    const { latencyMs, ...pool } = this.database.poolState();
    const { lag, heapUsedBytes, heapLimitBytes } = this.metrics.read();
    return {
      pool: toWire(PoolResponse, { ...pool, latencyMs: latencyMs === null ? null : tenths(latencyMs) }),
      providers: this.providers.states().map(({ name, breaker }) => ({ name, breaker })),
      ledger: { queued: this.ledger.depth, dropped: this.ledger.dropped },
      event_loop: { lag_ms: tenths(lag.median), lag_p99_ms: tenths(lag.p99) },
      heap: { used_bytes: heapUsedBytes, limit_bytes: heapLimitBytes },
    };
  }
}

/** What a dashboard shows of the service. */
@Injectable()
export class DetailedHealthService {
  constructor(
    private readonly health: HealthService,
    private readonly figures: HealthFiguresService,
    private readonly settings: OperationsSettings,
  ) {}

  /** The state of each part; its answer has the status 503 while the service is down. */
  async read(setHead: SetReplyHead): Promise<DetailedHealthResponse> {
    const { status, details: checks } = await this.health.everything();
    if (status === 'down') setHead({ status: HttpStatus.SERVICE_UNAVAILABLE });
    const overall = status === 'up' ? ('ok' as const) : status;
    const summary = { status: overall, version: VERSION, uptime_seconds: uptimeSeconds() };
    return this.settings.healthDetail ? { ...summary, checks, ...this.figures.read() } : summary;
  }
}

/** Whole seconds since the process started. */
function uptimeSeconds(): number {
  return Math.floor(process.uptime());
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
