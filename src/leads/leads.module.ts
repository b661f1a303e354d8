import { Module } from '@nestjs/common';
import { LeadExportRepository } from './export/lead-export.repository.js';
import { LeadExportsController } from './export/lead-exports.controller.js';
import { LeadExports } from './export/lead-exports.service.js';
import { LeadListRepository } from './lead-list.repository.js';
import { LeadBulkRepository } from './lead-bulk.repository.js';
import { LeadBulkService } from './lead-bulk.service.js';
import { LeadBatchesService } from './lead-batches.service.js';
import { LeadWritesRepository } from './lead-writes.repository.js';
import { LeadLists } from './lead-lists.service.js';
import { LeadsController } from './leads.controller.js';
import { LeadsRepository } from './leads.repository.js';
import { LeadsService } from './leads.service.js';
import { SearchSamples } from './search/search-samples.service.js';
import { ScoreBasesRepository } from './score-bases.repository.js';
import { ScoreStates } from './score-states.service.js';

/** Leads: stored, read, listed, exported, changed, deleted. */
@Module({
  // Before LeadsController: its paths are more specific than `/leads/:id`.
  controllers: [LeadExportsController, LeadsController],
  providers: [
    ...[LeadsService, LeadBatchesService, LeadBulkService, LeadLists, LeadExports, ScoreStates, SearchSamples],
    ...[LeadsRepository, LeadListRepository, LeadWritesRepository, LeadBulkRepository],
    ...[LeadExportRepository, ScoreBasesRepository],
  ],
  exports: [LeadsService, LeadBulkService, ScoreStates],
})
export class LeadsModule {}
