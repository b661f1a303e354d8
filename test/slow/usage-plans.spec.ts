import { beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { usageStatement } from '../../src/llm/usage/usage.repository.js';
import { useService } from '../support/test-service.js';

const OTHER = uuidv7();

describe('A usage report over 100,000 ledger rows', () => {
  const service = useService();

  beforeAll(async () => {
    await service.database.query('INSERT INTO workspaces (id, name) VALUES ($1, $2)', [OTHER, 'other']);
    await service.database.query(
      `INSERT INTO llm_calls (workspace_id, id, request_id, operation, strategy, provider, model, attempt, outcome,
         prompt_tokens, cached_tokens, completion_tokens, total_tokens, usage_source, cost_pico_usd, price_version,
         total_ms, created_at)
       SELECT (ARRAY[$1, $2]::uuid[])[1 + n % 2], gen_random_uuid(), 'request-' || n, 'chat', 'balanced',
         (ARRAY['runpod', 'cerebras'])[1 + n % 2], 'model', 1, 'ok', 800, 0, 200, 1000, 'provider', 20000000, 'presets-1',
         n % 3000, '2025-01-01'::timestamptz + n * interval '1 minute'
       FROM generate_series(1, 100000) AS n`,
      [DEFAULT_WORKSPACE_ID, OTHER],
    );
    await service.database.query('ANALYZE llm_calls');
  });

  it.each([[[]], [['day', 'provider']]] as const)('of one day, grouped by %j, reads by the index', async (groupBy) => {
    const lines = await service.database.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${usageStatement(groupBy)}`, [
      ...[DEFAULT_WORKSPACE_ID, '2025-02-01', '2025-02-02'],
    ]);
    const plan = lines.map((line) => line['QUERY PLAN']).join('\n');
    expect(plan).toContain('ix_llm_calls_created_at');
    expect(plan).not.toContain('Seq Scan');
  });
});
