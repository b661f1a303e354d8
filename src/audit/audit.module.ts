import { Module } from '@nestjs/common';
import { AuditEventsController } from './audit-events.controller.js';
import { AuditEventsRepository } from './audit-events.repository.js';
import { AuditRetention } from './audit-retention.js';
import { AuditService } from './audit.service.js';
import { AuditStep } from './audit.step.js';
import { RefusedCallsRecorder } from './refused-calls.js';

/** The audit log: who did what, when, and from where. */
@Module({
  controllers: [AuditEventsController],
  providers: [AuditService, AuditEventsRepository, AuditStep, RefusedCallsRecorder, AuditRetention],
  exports: [AuditStep, AuditService],
})
export class AuditModule {}
