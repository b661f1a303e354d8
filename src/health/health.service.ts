import { Injectable } from '@nestjs/common';
import { VERSION } from '../config/version.js';
import { ServiceUnavailableError } from '../errors/request.errors.js';
import { HealthCheckRunner, type HealthCheckResults } from './health-check-runner.service.js';
import { type LivenessResponse, type ReadinessResponse, uptimeSeconds } from './health.dto.js';
import { DatabaseIndicator } from './database.indicator.js';
import { ProcessIndicator } from './process.indicator.js';
import { DependencyIndicator } from './dependency.indicator.js';

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

  /** Everything that can be told without asking anybody but the database, and of that only the probe. */
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
