import { Module } from '@nestjs/common';
import { AuditEventsController } from './audit-events.controller.js';
import { AuditEventsRepository } from './audit-events.repository.js';
import { AuditService } from './audit.service.js';
import { AuditStep } from './audit.step.js';

/** The audit log: who did what, when, and from where. */
@Module({
  controllers: [AuditEventsController],
  providers: [AuditService, AuditEventsRepository, AuditStep],
  exports: [AuditStep],
})
export class AuditModule {}
