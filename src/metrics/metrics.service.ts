import { Injectable } from '@nestjs/common';
import { AccessDeniedError } from '../access/access.errors.js';
import type { Caller } from '../access/caller.js';
import { DEFAULT_WORKSPACE_ID } from '../database/workspace-id.js';
import { ResourceNotFoundError } from '../errors/request.errors.js';
import { registry } from '../telemetry/metrics.js';
import { TelemetrySettings } from '../telemetry/telemetry.settings.js';
import { BacklogGauges } from './backlog-gauges.service.js';
import { ProcessGauges } from './process-gauges.service.js';
import { StateGauges } from './state-gauges.service.js';

/** All metrics of the process, as text. */
@Injectable()
export class MetricsService {
  constructor(
    private readonly settings: TelemetrySettings,
    private readonly process: ProcessGauges,
    private readonly state: StateGauges,
    private readonly backlog: BacklogGauges,
  ) {}

  /**
   * They tell of all workspaces.
   * @throws AccessDeniedError to callers of other workspaces than the default one; ResourceNotFoundError if switched off
   */
  async read({ workspace }: Caller): Promise<string> {
    if (!this.settings.metrics)
      throw new ResourceNotFoundError('/metrics', 'Metrics are switched off by METRICS=false');
    if (workspace !== DEFAULT_WORKSPACE_ID)
      throw new AccessDeniedError('metrics:read', 'This needs an API key of the default workspace');
    this.process.update();
    await Promise.all([this.state.update(), this.backlog.update()]);
    return registry.metrics();
  }
}
