import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { ShutdownModule } from '../http/shutdown/shutdown.module.js';
import { LlmModule } from '../llm/llm.module.js';
import { Checks } from './checks.service.js';
import { DatabaseIndicator } from './database.indicator.js';
import { DetailedHealthService } from './detailed-health.service.js';
import { HealthController, VersionedHealthController } from './health.controller.js';
import { HealthFiguresService } from './health-figures.service.js';
import { HealthService } from './health.service.js';
import { PingController } from './ping.controller.js';
import { PingService } from './ping.service.js';
import { ProcessIndicator } from './process.indicator.js';
import { TrafficIndicator } from './traffic.indicator.js';
import { VitalSigns } from './vital-signs.js';

/** Whether the service is alive, whether it is ready, and how it is in detail. */
@Module({
  // A failed probe is an answer, not an event: terminus would log each one.
  imports: [TerminusModule.forRoot({ logger: false }), ShutdownModule, LlmModule],
  controllers: [HealthController, VersionedHealthController, PingController],
  providers: [
    HealthService,
    DetailedHealthService,
    HealthFiguresService,
    Checks,
    DatabaseIndicator,
    ProcessIndicator,
    TrafficIndicator,
    VitalSigns,
    PingService,
  ],
})
export class HealthModule {}
