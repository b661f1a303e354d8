import { HttpStatus, Injectable } from '@nestjs/common';
import type { SetReplyHead } from '../api/reply-head.decorator.js';
import { OperationsSettings } from '../lifecycle/operations.settings.js';
import { DetailedHealthResponse } from './detailed-health.dto.js';
import { HealthFiguresService } from './health-figures.service.js';
import { HealthService } from './health.service.js';

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
    const detail = this.settings.healthDetail ? { checks, ...this.figures.read() } : undefined;
    return DetailedHealthResponse.from(status === 'up' ? 'ok' : status, detail);
  }
}
