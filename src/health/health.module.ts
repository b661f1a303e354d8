import { Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { DatabaseIndicator } from './database.indicator.js';
import { HealthController } from './health.controller.js';
import { ReadinessService } from './readiness.service.js';

/** Whether the service is alive, and whether it is ready. */
@Module({
  // A failed probe is an answer, not an event: terminus would log each one.
  imports: [TerminusModule.forRoot({ logger: false })],
  controllers: [HealthController],
  providers: [ReadinessService, DatabaseIndicator],
})
export class HealthModule {}
