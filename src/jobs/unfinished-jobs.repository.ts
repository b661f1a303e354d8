import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { JOBS_SCHEMA } from './job-tables.js';

@Injectable()
export class UnfinishedJobsRepository {
  constructor(private readonly database: Database) {}

  /** The data of the jobs of a queue that wait, that run, and that will be repeated. */
  async list<Data extends object>(queue: string): Promise<Data[]> {
    const rows = await this.database.read<{ data: Data }>(
      `SELECT data->'data' AS data FROM ${JOBS_SCHEMA}.job_common WHERE name = $1 AND state IN ('created', 'retry', 'active')`,
      [queue],
    );
    return rows.map(({ data }) => data);
  }
}
