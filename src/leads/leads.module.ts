import { Module } from '@nestjs/common';
import { LeadListRepository } from './lead-list.repository.js';
import { LeadBulkRepository } from './lead-bulk.repository.js';
import { LeadBulkService } from './lead-bulk.service.js';
import { LeadBatchesService } from './lead-batches.service.js';
import { LeadWritesRepository } from './lead-writes.repository.js';
import { LeadLists } from './lead-lists.service.js';
import { LeadsController } from './leads.controller.js';
import { LeadsRepository } from './leads.repository.js';
import { LeadsService } from './leads.service.js';
import { ScoreBasesRepository } from './score-bases.repository.js';
import { ScoreStates } from './score-states.service.js';

/** Leads: stored, read, listed, changed, deleted. */
@Module({
  controllers: [LeadsController],
  providers: [
    ...[LeadsService, LeadBatchesService, LeadBulkService, LeadLists, ScoreStates],
    ...[LeadsRepository, LeadListRepository, LeadWritesRepository, LeadBulkRepository, ScoreBasesRepository],
  ],
  exports: [LeadsService, ScoreStates],
})
export class LeadsModule {}
