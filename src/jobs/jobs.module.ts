import { Global, Module } from '@nestjs/common';
import { ShutdownModule } from '../lifecycle/shutdown.module.js';
import { JobListRepository } from './job-list.repository.js';
import { JobListService } from './job-list.service.js';
import { JobPoller } from './job-poller.js';
import { JobRunner } from './job-runner.js';
import { JobStore } from './job-store.js';
import { JobWorkers } from './job-workers.js';
import { JobsController } from './jobs.controller.js';
import { Jobs } from './jobs.service.js';
import { UnfinishedJobsRepository } from './unfinished-jobs.repository.js';

/** Background jobs: queues, workers, dead letters. Global, since many rooms send jobs. */
@Global()
@Module({
  imports: [ShutdownModule],
  controllers: [JobsController],
  providers: [
    Jobs,
    JobWorkers,
    JobRunner,
    JobStore,
    JobPoller,
    JobListService,
    JobListRepository,
    UnfinishedJobsRepository,
  ],
  exports: [Jobs, JobListRepository, UnfinishedJobsRepository],
})
export class JobsModule {}
