import { beforeAll, describe, expect, it } from '@jest/globals';
import { failure } from '../../support/provider-responses.js';
import { useProviderDouble } from '../../support/provider-double.js';
import { useLlmService } from '../../support/llm-service.js';

const own = useProviderDouble();
const service = useLlmService(() => {
  const entry = { name: 'own', base_url: `${own.url}/openai/`, model: 'my/model', price_input: '1.5', weight: 5 };
  const runpod = { name: 'runpod', price_cached_input: '0.005', quality: 99 };
  return { LLM_PROVIDERS: JSON.stringify([entry, runpod]) };
});

beforeAll(() => {
  service.reset();
});

describe('the list of models', () => {
  it('has each valid model name, in OpenAI’s shape', async () => {
    const { status, body } = await service.http.get('/api/v1/llm/models');
    expect(status).toBe(200);
    expect(body.object).toBe('list');
    for (const model of body.data) {
      expect(model).toEqual({ id: expect.any(String), object: 'model', created: 0, owned_by: 'sales-agent' });
    }
    expect(body.data.map(({ id }: { id: string }) => id)).toEqual([
      ...['auto', 'cost_optimized', 'latency_optimized', 'quality_optimized', 'balanced'],
      ...['runpod', 'runpod/meta-llama/Llama-3.1-8B-Instruct', 'cerebras', 'cerebras/gpt-oss-120b'],
      ...['own', 'own/my/model'],
    ]);
  });
});

describe('the list of providers', () => {
  it('shows the settings of each before any call', async () => {
    const { body } = await service.http.get('/api/v1/llm/providers');
    expect(body.data).toHaveLength(3);
    expect(body.data[0]).toEqual({
      name: 'runpod',
      model: 'meta-llama/Llama-3.1-8B-Instruct',
      breaker: 'closed',
      open_until: null,
      latency_ms: null,
      latency_prior_ms: 1_200,
      error_rate: 0,
      recent_calls: 0,
      price_usd_per_million_tokens: { input: '0.02', cached_input: '0.005', output: '0.02' },
      quality: 99,
      weight: 4,
      context_window: 131_072,
    });
    expect(JSON.stringify(body)).not.toMatch(/key-of|127\.0\.0\.1/);
  });

  it('shows the results of calls', async () => {
    await service.chat({ model: 'own' });
    service.cerebras.script(failure(429, { 'retry-after': '60' }));
    await service.chat({ model: 'cerebras' });
    service.runpod.script(failure(503));
    await service.chat({ model: 'runpod' });
    const { body } = await service.http.get('/api/v1/llm/providers');
    const [runpod, cerebras, mine] = body.data;
    expect(mine).toMatchObject({ name: 'own', recent_calls: 1, error_rate: 0, latency_ms: expect.any(Number) });
    expect(runpod).toMatchObject({ breaker: 'closed', recent_calls: 1, error_rate: 1, latency_ms: null });
    expect(cerebras).toMatchObject({ breaker: 'open' });
    const openMs = Date.parse(cerebras.open_until) - Date.now();
    expect(openMs).toBeGreaterThan(50_000);
    expect(openMs).toBeLessThanOrEqual(60_000);
  });

  it('that the operator adds is called at its own address, without a key if it has none', async () => {
    await service.chat({ model: 'own' });
    expect(own.requests.at(-1)).toMatchObject({ path: '/openai/chat/completions', body: { model: 'my/model' } });
    expect(own.requests.at(-1)?.headers).not.toHaveProperty('authorization');
    expect(service.ledgerRows().at(-1)).toMatchObject({ provider: 'own', costPicoUsd: 20n * 1_500_000n });
  });
});
