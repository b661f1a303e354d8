import { type DynamicModule, Module } from '@nestjs/common';
import { AccessModule } from './access/access.module.js';
import { AuditModule } from './audit/audit.module.js';
import { IdempotencyModule } from './idempotency/idempotency.module.js';
import { AppController } from './app.controller.js';
import { ConfigModule } from './config/config.module.js';
import type { Settings } from './config/settings.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { ShutdownModule } from './lifecycle/shutdown.module.js';
import { LeadExportModule } from './qualification/export/lead-export.module.js';
import { LeadsModule } from './leads/leads.module.js';
import { QualificationModule } from './qualification/qualification.module.js';
import { McpModule } from './mcp/mcp.module.js';
import { ResearchModule } from './research/research.module.js';
import { schema } from './schema.js';
import { TelemetryModule } from './telemetry/telemetry.module.js';

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
        IdempotencyModule,
        AccessModule,
        AuditModule,
        // Before LeadsModule: its `/leads/qualify` is more specific than `/leads/:id`.
        QualificationModule,
        LeadsModule,
        LeadExportModule,
        ResearchModule,
        McpModule,
        HealthModule,
      ],
    };
  }
}
