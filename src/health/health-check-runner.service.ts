import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import {
  type HealthCheckResult,
  HealthCheckService,
  type HealthIndicatorFunction,
  type HealthIndicatorStatus,
} from '@nestjs/terminus';

/** What a round of checks found. */
export interface HealthCheckResults {
  /** The worst of them. */
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
