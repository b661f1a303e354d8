import { ApiProperty } from '@nestjs/swagger';
import { pageOf } from '../validation/page.dto.js';

/** The jobs of one queue. */
export class JobQueueResponse {
  /** @example "imports.merge" */
  name!: string;

  /** Jobs that wait for their first attempt. */
  @ApiProperty({ type: 'integer', example: 2 })
  waiting!: number;

  /** Jobs that run now, on any replica. */
  @ApiProperty({ type: 'integer', example: 1 })
  active!: number;

  /** Jobs that failed and wait for another attempt. */
  @ApiProperty({ type: 'integer', example: 0 })
  failed!: number;

  /** Jobs that failed for good. */
  @ApiProperty({ type: 'integer', example: 0 })
  dead!: number;

  /** How long the oldest job that could run has been waiting, in seconds; `null` where none is. */
  @ApiProperty({ type: 'integer', nullable: true, example: 3 })
  oldest_seconds!: number | null;
}

/** Background jobs by queue. */
export class JobQueuesResponse {
  @ApiProperty({ type: [JobQueueResponse] })
  queues!: JobQueueResponse[];
}

/** A job that failed for good. */
export class DeadJobResponse {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  /** @example "imports.merge" */
  queue!: string;

  @ApiProperty({ type: 'integer', example: 8 })
  attempts!: number;

  /**
   * The code of the last failure, where the process could tell it.
   * @example "DATABASE_QUERY_ERROR"
   */
  error_code!: string | null;

  /** @example "The database refused a statement" */
  error!: string | null;

  /** The workspace on whose behalf it was sent. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  workspace_id!: string | null;

  /**
   * The request that caused it; its log lines have the same id.
   * @example "01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f06"
   */
  request_id!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  failed_at!: string;
}

/** One page of jobs that failed for good. */
export class DeadJobListResponse extends pageOf(DeadJobResponse) {}
