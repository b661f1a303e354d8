import { describe, expect, it } from 'vitest';
import { nameOf } from './statement-span.js';

describe('the name of a statement', () => {
  it.each([
    ['SELECT * FROM leads WHERE id = $1', 'SELECT', 'leads'],
    ['\n  insert into leads (id, email) VALUES ($1, $2)', 'INSERT', 'leads'],
    ['UPDATE run_items AS item SET state = $1', 'UPDATE', 'run_items'],
    ['SELECT FROM unnest($1::uuid[]) AS w (id) CROSS JOIN LATERAL (SELECT FROM api_keys) AS key', 'SELECT', 'api_keys'],
    ['WITH added AS (INSERT INTO llm_calls SELECT 1) SELECT count(*) FROM added', 'WITH', 'llm_calls'],
    ['SELECT name FROM sales_agent_jobs.job_common FOR UPDATE SKIP LOCKED', 'SELECT', 'sales_agent_jobs.job_common'],
    ['BEGIN', 'BEGIN', undefined],
    ['', 'QUERY', undefined],
  ])('%j is what it does and the first table that it names', (sql, operation, table) => {
    expect(nameOf(sql)).toEqual({ operation, table });
  });
});
