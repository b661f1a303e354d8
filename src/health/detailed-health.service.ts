import { Injectable } from '@nestjs/common';
import { OperationsSettings } from '../lifecycle/operations.settings.js';
import type { HealthCheckResults } from './health-check-runner.service.js';
import { type HealthFigures, HealthFiguresService } from './health-figures.service.js';
import { HealthService } from './health.service.js';

export const OVERALL_STATUSES = ['ok', 'degraded', 'down'] as const;
/** `ok`: all is well; `degraded`: it serves, but not as it could; `down`: it cannot serve. */
export type OverallStatus = (typeof OVERALL_STATUSES)[number];

export interface DetailedHealth {
  status: OverallStatus;
  /** None where the operator does not want it told. */
  detail: (HealthFigures & { checks: HealthCheckResults['details'] }) | undefined;
}

/** What a dashboard shows of the service. */
@Injectable()
export class DetailedHealthService {
  constructor(
    private readonly health: HealthService,
    private readonly figures: HealthFiguresService,
    private readonly settings: OperationsSettings,
  ) {}

  async tell(): Promise<DetailedHealth> {
    const { status, details: checks } = await this.health.everything();
    const detail = this.settings.healthDetail ? { checks, ...this.figures.read() } : undefined;
    return { status: status === 'up' ? 'ok' : status, detail };
  }
}
