import { beforeAll, describe, expect, it } from 'vitest';
import { OPEN_CALLER } from '../../src/access/caller.js';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import { LlmSettings } from '../../src/llm/llm.settings.js';
import { UsageQuery } from '../../src/llm/usage/usage.dto.js';
import { UsageService } from '../../src/llm/usage/usage.service.js';
import { longestTurn } from '../support/longest-turn.js';
import { useService } from '../support/test-service.js';

describe('A usage report of as many groups as there may be', () => {
  const service = useService();

  beforeAll(async () => {
    await service.database.query(
      `INSERT INTO llm_calls (workspace_id, id, request_id, operation, strategy, provider, model, attempt, outcome,
         tags, prompt_tokens, cached_tokens, completion_tokens, total_tokens, usage_source, cost_pico_usd, price_version,
         total_ms, created_at)
       SELECT $1, gen_random_uuid(), 'request-' || n, 'chat', 'balanced', 'runpod', 'model', 1, 'ok',
         ARRAY['run=' || n], 800, 0, 200, 1000, 'provider', 20000000, 'presets-1', n % 3000, now() - interval '1 hour'
       FROM generate_series(1, $2::int) AS n`,
      [DEFAULT_WORKSPACE_ID, new LlmSettings().usageMaxGroups],
    );
  });

  it.each(['application/json', 'text/csv'])('holds the event loop for less than 50 ms, as %s', async (accept) => {
    const usage = service.app.get(UsageService, { strict: false });
    const query = Object.assign(new UsageQuery(), { group_by: ['tag'] });
    const render = async () => {
      const report = await usage.reportAs(accept, OPEN_CALLER, query, () => undefined);
      return typeof report === 'string' ? report : JSON.stringify(report);
    };
    const text = await render();
    expect(text.match(/run=/g)?.length).toBe(new LlmSettings().usageMaxGroups);
    expect(await longestTurn(render())).toBeLessThan(50);
  });
});
