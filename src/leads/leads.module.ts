import { Module } from '@nestjs/common';
import { LeadListRepository } from './lead-list.repository.js';
import { LeadBulkRepository } from './lead-bulk.repository.js';
import { LeadBulkService } from './lead-bulk.service.js';
import { LeadBatchesService } from './lead-batches.service.js';
import { LeadWritesRepository } from './lead-writes.repository.js';
import { LeadsController } from './leads.controller.js';
import { LeadsRepository } from './leads.repository.js';
import { LeadsService } from './leads.service.js';

/** Leads: stored, read, listed, changed, deleted. */
@Module({
  controllers: [LeadsController],
  providers: [
    ...[LeadsService, LeadBatchesService, LeadBulkService],
    ...[LeadsRepository, LeadListRepository, LeadWritesRepository, LeadBulkRepository],
  ],
  exports: [LeadsService],
})
export class LeadsModule {}
