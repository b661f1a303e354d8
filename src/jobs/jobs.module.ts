import { Global, Module } from '@nestjs/common';
import { ShutdownModule } from '../lifecycle/shutdown.module.js';
import { JobPoller } from './job-poller.js';
import { JobRunner } from './job-runner.js';
import { JobStore } from './job-store.js';
import { JobWorkers } from './job-workers.js';
import { Jobs } from './jobs.service.js';

/** Background jobs: queues, workers, dead letters. Global, since many rooms send jobs. */
@Global()
@Module({
  imports: [ShutdownModule],
  providers: [Jobs, JobWorkers, JobRunner, JobStore, JobPoller],
  exports: [Jobs],
})
export class JobsModule {}
