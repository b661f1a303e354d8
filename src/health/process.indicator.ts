import { Injectable } from '@nestjs/common';
import { HealthIndicatorService } from '@nestjs/terminus';
import { ShutdownState } from '../lifecycle/shutdown-state.js';
import { isHeapFull, isLoopStuck, ProcessMetrics } from './process-metrics.js';

/** Whether the process itself is well, whatever it depends on. */
@Injectable()
export class ProcessIndicator {
  constructor(
    private readonly indicators: HealthIndicatorService,
    private readonly vitalSigns: ProcessMetrics,
    private readonly shutdown: ShutdownState,
  ) {}

  eventLoop() {
    const session = this.indicators.check('event_loop');
    return isLoopStuck(this.vitalSigns.read()) ? session.down({ reason: 'stuck' }) : session.up();
  }

  heap() {
    const session = this.indicators.check('heap');
    return isHeapFull(this.vitalSigns.read()) ? session.down({ reason: 'full' }) : session.up();
  }

  /** Less than up as soon as the service was told to stop, although it still serves. */
  lifecycle() {
    const session = this.indicators.check('process');
    return this.shutdown.isDraining ? session.degraded({ reason: 'draining' }) : session.up();
  }
}
