import { type DynamicModule, Global, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { LlmConcurrency } from './access/limits/llm-concurrency.service.js';
import { OPERATION_STEPS, type OperationStep, OperationSteps } from './api/operation-steps.js';
import { AuditModule } from './audit/audit.module.js';
import { AuditStep } from './audit/audit.step.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { IdempotencyStep } from './idempotency/idempotency.step.js';
import { AppController } from './app.controller.js';
import { ConfigModule } from './config/config.module.js';
import type { Settings } from './config/settings.js';
import { DatabaseModule } from './database/database.module.js';
import { TagsStep } from './llm/tags/tags.step.js';
import { HealthModule } from './health/health.module.js';
import { LlmModule } from './llm/llm.module.js';
import { JobsModule } from './jobs/jobs.module.js';
import { ShutdownModule } from './lifecycle/shutdown.module.js';
import { ImportsModule } from './leads/import/imports.module.js';
import { LeadsModule } from './leads/leads.module.js';
import { QualificationModule } from './qualification/qualification.module.js';
import { McpModule } from './mcp/mcp.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { ResearchModule } from './research/research.module.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';
import { schema } from './schema.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';

/**
 * What surrounds the handlers of operations. Idempotency is the outermost step: a replayed answer calls no language model
 * and is not recorded in the audit log again.
 */
@Global()
@Module({
  imports: [AuditModule, IdempotencyModule, LlmModule],
  providers: [
    {
      provide: OPERATION_STEPS,
      inject: [IdempotencyStep, LlmConcurrency, TagsStep, AuditStep],
      useFactory: (...steps: OperationStep[]) => steps,
    },
    OperationSteps,
  ],
  exports: [OperationSteps],
})
class OperationsModule {}

/** The composition root: the list of rooms. */
@Module({ controllers: [AppController] })
export class AppModule {
  /**
   * @param databaseUrl the database to work on, which need not be there yet
   * @throws ConfigurationError where settings contradict each other
   */
  static for(settings: Settings, databaseUrl: string): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.of(settings),
        TelemetryModule,
        DatabaseModule.at(databaseUrl, schema),
        ShutdownModule,
        AccessModule,
        JobsModule,
        WebhooksModule,
        OperationsModule,
        // Before LeadsModule: its `/leads/qualify` is more specific than `/leads/:id`.
        QualificationModule,
        ImportsModule,
        LeadsModule,
        ResearchModule,
        McpModule,
        HealthModule,
        MetricsModule,
      ],
    };
  }
}
