import { Module } from '@nestjs/common';
import { ShutdownModule } from '../../lifecycle/shutdown.module.js';
import { ImportMergeRepository } from './import-merge.repository.js';
import { ImportMerges } from './import-merges.service.js';
import { ImportReceiver } from './import-receiver.service.js';
import { ImportReports } from './import-reports.service.js';
import { ImportRowsRepository } from './import-rows.repository.js';
import { ImportRetention } from './import-retention.service.js';
import { ImportStartsRepository } from './import-starts.repository.js';
import { ImportStore } from './import-store.service.js';
import { ImportUpkeep } from './import-upkeep.service.js';
import { ImportsController, ImportUploadsController } from './imports.controller.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';

/** Files of leads: received, merged, reported. */
@Module({
  imports: [ShutdownModule],
  controllers: [ImportUploadsController, ImportsController],
  providers: [
    ...[ImportsService, ImportReceiver, ImportStore, ImportMerges, ImportReports, ImportUpkeep, ImportRetention],
    ...[ImportsRepository, ImportRowsRepository, ImportStartsRepository, ImportMergeRepository],
  ],
  exports: [ImportsService],
})
export class ImportsModule {}
