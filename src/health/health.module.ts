import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { ShutdownModule } from '../lifecycle/shutdown.module.js';
import { LlmModule } from '../llm/llm.module.js';
import { DetailedHealthService, HealthFiguresService, HealthService, PingService } from './health.service.js';
import { DatabaseIndicator, ProcessIndicator, DependencyIndicator } from './health.indicators.js';
import { HealthController, PingController } from './health.controller.js';
import { ProcessMetrics } from './process-metrics.js';

/** Whether the service is alive, whether it is ready, and how it is in detail. */
@Module({
  // Terminus would log every failed probe.
  imports: [TerminusModule.forRoot({ logger: false }), ShutdownModule, LlmModule],
  controllers: [HealthController, PingController],
  providers: [
    HealthService,
    DetailedHealthService,
    HealthFiguresService,
    DatabaseIndicator,
    ProcessIndicator,
    DependencyIndicator,
    ProcessMetrics,
    PingService,
  ],
  exports: [ProcessMetrics],
})
export class HealthModule {}
