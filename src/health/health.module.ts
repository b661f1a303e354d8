import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { ShutdownModule } from '../lifecycle/shutdown.module.js';
import { LlmModule } from '../llm/llm.module.js';
import { DetailedHealthService, HealthCheckRunner, HealthFiguresService, HealthService } from './health.service.js';
import { DatabaseIndicator, ProcessIndicator, DependencyIndicator } from './health.indicators.js';
import { HealthController, PingController } from './health.controller.js';
import { PingService } from './ping.service.js';
import { ProcessMetrics } from './process-metrics.js';

/** Whether the service is alive, whether it is ready, and how it is in detail. */
@Module({
  // A failed probe is an answer, not an event: terminus would log each one.
  imports: [TerminusModule.forRoot({ logger: false }), ShutdownModule, LlmModule],
  controllers: [HealthController, PingController],
  providers: [
    HealthService,
    DetailedHealthService,
    HealthFiguresService,
    HealthCheckRunner,
    DatabaseIndicator,
    ProcessIndicator,
    DependencyIndicator,
    ProcessMetrics,
    PingService,
  ],
})
export class HealthModule {}
