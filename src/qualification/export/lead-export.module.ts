import { Module } from '@nestjs/common';
import { LeadsModule } from '../../leads/leads.module.js';
import { QualificationModule } from '../qualification.module.js';
import { LeadExportController } from './lead-export.controller.js';
import { LeadExportService } from './lead-export.service.js';

/** What is held on a lead, for the person it speaks of. */
@Module({
  imports: [LeadsModule, QualificationModule],
  controllers: [LeadExportController],
  providers: [LeadExportService],
})
export class LeadExportModule {}
