import { Injectable, ServiceUnavailableException } from '@nestjs/common';
import { type HealthCheckResult, HealthCheckService } from '@nestjs/terminus';
import { ServiceUnavailableError } from '../errors/request.errors.js';
import { DatabaseIndicator } from './database.indicator.js';

/** Whether this process can serve requests now. */
@Injectable()
export class ReadinessService {
  constructor(
    private readonly health: HealthCheckService,
    private readonly database: DatabaseIndicator,
  ) {}

  /** @throws ServiceUnavailableError naming the checks that failed */
  async check(): Promise<HealthCheckResult['details']> {
    try {
      const { details } = await this.health.check([() => this.database.check()]);
      return details;
    } catch (error) {
      if (!(error instanceof ServiceUnavailableException)) throw error;
      const { details } = error.getResponse() as HealthCheckResult;
      throw new ServiceUnavailableError('The service is not ready', { checks: details }, { retryAfterSeconds: 2 });
    }
  }
}
