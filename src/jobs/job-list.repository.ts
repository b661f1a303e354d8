import { Injectable } from '@nestjs/common';
import type { Position } from '../database/cursor.codec.js';
import { Database } from '../database/database.service.js';
import { type Page, type PageRequest, Pagination } from '../database/pagination.js';
import { DEAD_LETTERS } from './job-store.js';
import { JOBS_SCHEMA } from './job-tables.js';

/** How many jobs of a queue there are in each state. */
export interface QueueCounts {
  name: string;
  waiting: number;
  active: number;
  failed: number;
  dead: number;
  oldestSeconds: number | null;
}

/** A job that failed for good. */
export interface DeadJob {
  id: string;
  queue: string;
  attempts: number;
  errorCode: string | null;
  error: string | null;
  workspaceId: string | null;
  requestId: string | null;
  createdAt: Date;
  failedAt: Date;
}

const COUNTS = `
  SELECT queue.name, own.waiting, own.active, own.failed, own."oldestSeconds", letters.dead
  FROM ${JOBS_SCHEMA}.queue CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE state = 'created')::int AS waiting, count(*) FILTER (WHERE state = 'active')::int AS active,
      count(*) FILTER (WHERE state = 'retry')::int AS failed,
      floor(extract(epoch FROM now() - min(start_after) FILTER (WHERE state < 'active' AND start_after <= now())))::int
        AS "oldestSeconds"
    FROM ${JOBS_SCHEMA}.job_common job WHERE job.name = queue.name AND job.state IN ('created', 'retry', 'active')
  ) AS own CROSS JOIN LATERAL (
    SELECT count(*)::int AS dead FROM ${JOBS_SCHEMA}.job_common job
    WHERE job.name = '${DEAD_LETTERS}' AND job.state = 'created' AND job.source_name = queue.name
  ) AS letters
  WHERE queue.name <> '${DEAD_LETTERS}' ORDER BY queue.name`;

/** The moment of a failure, as exact as a cursor is. */
const FAILED_AT = `date_trunc('milliseconds', created_on)`;

/** Background jobs as operators see them. */
@Injectable()
export class JobListRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
  ) {}

  counts(): Promise<QueueCounts[]> {
    return this.database.read<QueueCounts>(COUNTS);
  }

  /**
   * One page of the jobs that failed for good, newest first.
   * @throws ValidationError if the cursor belongs to another list
   */
  dead(page: PageRequest): Promise<Page<DeadJob>> {
    const find = (limit: number, after?: Position) => {
      const behind = after === undefined ? '' : `AND (${FAILED_AT}, id) < ($2::timestamptz, $3::uuid)`;
      return this.database.read<DeadJob>(
        `SELECT id, source_name AS queue, source_retry_count + 1 AS attempts, source_output->>'error_code' AS "errorCode",
           COALESCE(source_output->>'message', source_output->'value'->>'message') AS error,
           data->>'workspace_id' AS "workspaceId", data->>'request_id' AS "requestId",
           source_created_on AS "createdAt", ${FAILED_AT} AS "failedAt"
         FROM ${JOBS_SCHEMA}.job_common WHERE name = '${DEAD_LETTERS}' AND state = 'created' ${behind}
         ORDER BY ${FAILED_AT} DESC, id DESC LIMIT $1`,
        [limit, ...(after === undefined ? [] : [after.key, after.id])],
      );
    };
    return this.pagination.page({ dead_jobs: true }, page, find, ({ failedAt }) => failedAt.toISOString());
  }
}
