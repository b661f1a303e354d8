import { beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { usageStatement } from '../../src/llm/usage/usage.statement.js';
import type { UsageFilter, UsageGroup } from '../../src/llm/usage/usage.dto.js';
import { useService } from '../support/test-service.js';

const OTHER = uuidv7();

describe('A usage report over 100,000 ledger rows', () => {
  const service = useService();

  beforeAll(async () => {
    await service.database.query('INSERT INTO workspaces (id, name) VALUES ($1, $2)', [OTHER, 'other']);
    await service.database.query(
      `INSERT INTO llm_calls (workspace_id, id, request_id, operation, strategy, provider, model, attempt, outcome,
         key_id, tags, prompt_tokens, cached_tokens, completion_tokens, total_tokens, usage_source, cost_pico_usd, price_version,
         total_ms, created_at)
       SELECT (ARRAY[$1, $2]::uuid[])[1 + n % 2], gen_random_uuid(), 'request-' || n, 'chat', 'balanced',
         (ARRAY['runpod', 'cerebras'])[1 + n % 2], 'model', 1, 'ok',
         ('00000000-0000-4000-8000-' || lpad((n % 1000)::text, 12, '0'))::uuid,
         CASE WHEN n % 10 = 0 THEN ARRAY['team=' || n % 100, 'run=' || n] END, 800, 0, 200, 1000, 'provider', 20000000, 'presets-1',
         n % 3000, '2025-01-01'::timestamptz + n * interval '1 minute'
       FROM generate_series(1, 100000) AS n`,
      [DEFAULT_WORKSPACE_ID, OTHER],
    );
    await service.database.query('ANALYZE llm_calls');
  });

  const DAY = { from: new Date('2025-02-01'), to: new Date('2025-02-02') };
  const ALL = { from: new Date('2025-01-01'), to: new Date('2026-01-01') };
  const KEY = '00000000-0000-4000-8000-000000000010';

  async function planOf(filter: UsageFilter, groupBy: readonly UsageGroup[]): Promise<string> {
    const { sql, values } = usageStatement(DEFAULT_WORKSPACE_ID, filter, groupBy, 100);
    const lines = await service.database.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, values);
    return lines.map((line) => line['QUERY PLAN']).join('\n');
  }

  const GROUPS: UsageGroup[][] = [[], ['day', 'provider'], ['key'], ['tag'], ['day', 'tag'], ['key', 'tag']];

  it.each(GROUPS.map((groups) => [groups]))('of one day, grouped by %j, reads by the index', async (groupBy) => {
    const plan = await planOf(DAY, groupBy);
    expect(plan).toContain('ix_llm_calls_created_at');
    expect(plan).not.toContain('Seq Scan on llm_calls');
  });

  it('of one key reads by the index of keys', async () => {
    expect(await planOf({ ...ALL, keyId: KEY }, ['day'])).toContain('ix_llm_calls_key');
  });

  it('of one tag reads by the index of tags', async () => {
    expect(await planOf({ ...ALL, tag: 'run=5000' }, ['day'])).toContain('ix_llm_calls_tags');
  });
});
