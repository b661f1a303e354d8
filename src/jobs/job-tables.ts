/** The schema of the tables, as the migration names it. */
export const JOBS_SCHEMA = 'sales_agent_jobs';

const of = (table: string): string => `${JOBS_SCHEMA}.${table}`;

/** Tables that a service fills at its start, with its queues. */
export const JOB_TABLES_OF_SERVICE = ['queue', 'schedule', 'subscription'].map(of);

/** Tables of pg-boss that a backup holds. The others tell of processes and their statistics. */
export const JOB_TABLES = [...JOB_TABLES_OF_SERVICE, ...['job', 'job_dependency'].map(of)];
