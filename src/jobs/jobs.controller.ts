import { Controller, Get, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller.js';
import { Operation } from '../api/operation.decorator.js';
import { PageQuery } from '../validation/page.dto.js';
import { UuidPipe } from '../validation/uuid.pipe.js';
import { DeadJobListResponse, JobQueuesResponse } from './job.dto.js';
import { JobNotFoundError } from './job.errors.js';
import { JobListService } from './job-list.service.js';

@ApiTags('Background jobs')
@Controller('jobs')
export class JobsController {
  constructor(private readonly jobs: JobListService) {}

  @Get()
  @Operation({
    id: 'listJobQueues',
    summary: 'Count background jobs by queue',
    description: 'For admins of the default workspace.',
    scope: 'admin',
  })
  queues(@Caller() caller: Caller): Promise<JobQueuesResponse> {
    return this.jobs.queues(caller);
  }

  @Get('dead')
  @Operation({
    id: 'listDeadJobs',
    summary: 'List background jobs that failed for good, newest first',
    description: 'For admins of the default workspace. They are kept for `JOBS_DEAD_DAYS`.',
    scope: 'admin',
  })
  dead(@Caller() caller: Caller, @Query() query: PageQuery): Promise<DeadJobListResponse> {
    return this.jobs.dead(caller, query);
  }

  @Post(':id/retry')
  @Operation({
    id: 'retryJob',
    summary: 'Put a job that failed for good back into its queue',
    description: 'For admins of the default workspace. It has all its attempts again.',
    scope: 'admin',
    audited: 'job.retry',
    status: HttpStatus.NO_CONTENT,
    errors: [JobNotFoundError],
  })
  retry(@Caller() caller: Caller, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.jobs.retry(caller, id);
  }
}
