import { HttpStatus, Injectable, ServiceUnavailableException } from '@nestjs/common';
import {
  type HealthCheckResult,
  HealthCheckService,
  type HealthIndicatorFunction,
  type HealthIndicatorStatus,
} from '@nestjs/terminus';
import type { SetReplyHead } from '../api/reply-head.decorator.js';
import { VERSION } from '../config/version.js';
import { DatabaseConnector } from '../database/database-connector.js';
import { ServiceUnavailableError } from '../errors/request.errors.js';
import { OperationsSettings } from '../lifecycle/operations.settings.js';
import { ShutdownState } from '../lifecycle/shutdown-state.js';
import { LedgerQueue } from '../llm/ledger/ledger-queue.service.js';
import { ProviderRegistry } from '../llm/router/provider-registry.js';
import { toWire } from '../validation/wire.js';
import {
  type DetailedHealthResponse,
  type LivenessResponse,
  type PingResponse,
  PoolResponse,
  type ReadinessResponse,
} from './health.dto.js';
import { DatabaseIndicator, DependencyIndicator, ProcessIndicator } from './health.indicators.js';
import { ProcessMetrics } from './process-metrics.js';

/** The results of some checks; the status is the worst of them. */
interface HealthCheckResults {
  status: HealthIndicatorStatus;
  details: HealthCheckResult['details'];
}

/** Whether the process is alive, and whether it is ready. */
@Injectable()
export class HealthService {
  constructor(
    private readonly checks: HealthCheckService,
    private readonly database: DatabaseIndicator,
    private readonly process: ProcessIndicator,
    private readonly dependencies: DependencyIndicator,
  ) {}

  /**
   * Whether the process works. A failed dependency is no reason to restart it.
   * @throws ServiceUnavailableError naming what is stuck
   */
  async liveness(): Promise<LivenessResponse> {
    const { status, details } = await this.check([() => this.process.eventLoop(), () => this.process.heap()]);
    if (status !== 'up') throw new ServiceUnavailableError('The process is stuck', { checks: details });
    return { status: 'ok', version: VERSION, uptime_seconds: uptimeSeconds() };
  }

  /**
   * Whether this process should receive requests.
   * @throws ServiceUnavailableError naming the checks that failed
   */
  async readiness(): Promise<ReadinessResponse> {
    const { status, details } = await this.check([() => this.database.check(), () => this.process.lifecycle()]);
    if (status === 'up') return { status: 'ok', checks: details };
    throw new ServiceUnavailableError('The service is not ready', { checks: details }, { retryAfterSeconds: 2 });
  }

  /** Every check; the only other system that is queried is the database, by its probe. */
  everything(): Promise<HealthCheckResults> {
    return this.check([
      () => this.database.check(),
      () => this.process.lifecycle(),
      () => this.process.eventLoop(),
      () => this.process.heap(),
      () => this.dependencies.pool(),
      () => this.dependencies.providers(),
      () => this.dependencies.jobs(),
    ]);
  }

  private async check(indicators: HealthIndicatorFunction[]): Promise<HealthCheckResults> {
    const { details } = await this.checks.check(indicators).catch(resultOf);
    const found = new Set(Object.values(details).map(({ status }) => status));
    const status = (['down', 'degraded'] as const).find((one) => found.has(one)) ?? 'up';
    return { status, details };
  }
}

/** Terminus throws its result if a check is down, and every result while the service shuts down. */
function resultOf(error: unknown): HealthCheckResult {
  if (!(error instanceof ServiceUnavailableException)) throw error;
  return error.getResponse() as HealthCheckResult;
}

/** Figures that the process keeps anyway: no provider is called, and no lead data is in them. */
@Injectable()
export class HealthFiguresService {
  constructor(
    private readonly connector: DatabaseConnector,
    private readonly providers: ProviderRegistry,
    private readonly ledger: LedgerQueue,
    private readonly metrics: ProcessMetrics,
  ) {}

  read() {
    const { latencyMs, ...pool } = this.connector.poolState();
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

/** Health for dashboards. */
@Injectable()
export class DetailedHealthService {
  constructor(
    private readonly health: HealthService,
    private readonly figures: HealthFiguresService,
    private readonly settings: OperationsSettings,
  ) {}

  /** The state of each part; the status of the response is 503 while the service is down. */
  async read(setHead: SetReplyHead): Promise<DetailedHealthResponse> {
    const { status, details: checks } = await this.health.everything();
    if (status === 'down') setHead({ status: HttpStatus.SERVICE_UNAVAILABLE });
    const overall = status === 'up' ? ('ok' as const) : status;
    const summary = { status: overall, version: VERSION, uptime_seconds: uptimeSeconds() };
    return this.settings.healthDetail ? { ...summary, checks, ...this.figures.read() } : summary;
  }
}

/** Whether the process is starting, serving or stopping; it answers without a query. */
@Injectable()
export class PingService {
  constructor(
    private readonly connector: DatabaseConnector,
    private readonly llm: ProviderRegistry,
    private readonly shutdown: ShutdownState,
  ) {}

  /**
   * The answer of a process that serves; `undefined`, with the status 204, until it has connected to its database once.
   * @throws ServiceUnavailableError while the process shuts down
   */
  answer(setHead?: SetReplyHead): PingResponse | undefined {
    if (this.shutdown.isDraining) throw drainingError();
    if (!this.connector.wasConnected) {
      setHead?.({ status: HttpStatus.NO_CONTENT });
      return undefined;
    }
    return {
      status: 'healthy',
      service: 'sales-agent',
      timestamp: new Date().toISOString(),
      vllm_configured: this.llm.states().some(({ name }) => name === 'runpod'),
    };
  }
}

/** The error of a process that shuts down. */
export function drainingError(): ServiceUnavailableError {
  return new ServiceUnavailableError('The service is shutting down');
}

/** Whole seconds since the process started. */
function uptimeSeconds(): number {
  return Math.floor(process.uptime());
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10;
}
