import { Module } from '@nestjs/common';
import { HealthModule } from '../health/health.module.js';
import { ShutdownModule } from '../lifecycle/shutdown.module.js';
import { LlmModule } from '../llm/llm.module.js';
import { BacklogGauges } from './backlog-gauges.service.js';
import { BacklogRepository } from './backlog.repository.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsService } from './metrics.service.js';
import { ProcessGauges } from './process-gauges.service.js';
import { StateGauges } from './state-gauges.service.js';

/** Metrics for Prometheus: those that rooms count, and what is read when they are scraped. */
@Module({
  imports: [HealthModule, LlmModule, ShutdownModule],
  controllers: [MetricsController],
  providers: [MetricsService, ProcessGauges, StateGauges, BacklogGauges, BacklogRepository],
})
export class MetricsModule {}
