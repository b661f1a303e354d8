import { describe, expect, it } from 'vitest';
import { useEmbeddingService } from '../../support/embedding-service.js';
import { failure, silent, vectors } from '../../support/provider-responses.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const { service, cheap, dear, other, rows, counts, embed } = useEmbeddingService();

describe('Embeddings', () => {
  it('are made by the provider of the model, and paid for exactly', async () => {
    const usage = { prompt_tokens: 1_001, total_tokens: 1_001, prompt_tokens_details: { cached_tokens: 1 } };
    cheap.script(vectors({ usage }));
    const { status, headers, body } = await embed({ model: 'cheap', input: ['a', 'b'], dimensions: 3, own: [1] });
    expect([status, body.usage, (body.data as object[]).length]).toEqual([200, usage, 2]);
    expect(headers.get('x-llm-provider')).toBe('cheap');
    expect(headers.get('x-llm-cost-usd')).toBe('0.00002002');
    const [sent] = cheap.requests;
    expect([sent?.path, sent?.body]).toEqual([
      '/v1/embeddings',
      { model: 'small', input: ['a', 'b'], dimensions: 3, own: [1] },
    ]);
    expect(rows()).toMatchObject([
      {
        ...{ operation: 'embedding', provider: 'cheap', model: 'embedding-model', outcome: 'ok', attempt: 1 },
        ...{ promptTokens: 1_001, completionTokens: 0, usageSource: 'provider', costPicoUsd: 20_020_000n },
      },
    ]);
  });

  it('have rows that the database takes, and that reports show', async () => {
    await embed({ model: 'other', input: 'a' });
    await until(async () => {
      const { body } = await service.http.get('/api/v1/llm/usage?group_by=operation');
      return JSON.stringify(body).includes('embedding');
    });
  });

  it.each(['small', 'ada', 'auto', 'cost_optimized'])('of %s fall back to the same model alone', async (model) => {
    cheap.script(failure(503));
    dear.script(failure(503));
    expect((await embed({ model, input: 'a' })).status).toBe(502);
    expect(counts()).toEqual([1, 1, 0]);
    dear.script(vectors());
    cheap.script(failure(503));
    const { status, headers } = await embed({ model, input: 'a' });
    expect([status, headers.get('x-llm-provider')]).toEqual([200, 'dear']);
    expect(rows().at(-1)).toMatchObject({ provider: 'dear', outcome: 'ok', costPicoUsd: 7n * 130_000n });
  });

  it('of an input that is too long for every provider are refused in the words of the last one', async () => {
    const error = { message: "This model's maximum context length is 8192 tokens", code: 'context_length_exceeded' };
    for (const double of [cheap, dear]) double.script(failure(400, {}, error));
    const { status, body } = await embed({ model: 'cost_optimized', input: 'a' });
    expect([status, body]).toMatchObject([
      400,
      { error: { code: 'LLM_REQUEST_REFUSED', message: expect.stringContaining('8192') } },
    ]);
    expect(counts()).toEqual([1, 1, 0]);
  });

  it.each([
    ['is not reported', null],
    ['is reported as zero', { prompt_tokens: 0, total_tokens: 0 }],
  ])('whose usage %s are counted here', async (_, usage) => {
    other.script(vectors({ usage }));
    await embed({ model: 'org/large', input: ['hello world', 'hello'] });
    await embed({ model: 'org/large', input: [1, 2, 3] });
    expect(rows()).toMatchObject([
      { usageSource: 'estimated', promptTokens: 4, completionTokens: 0 },
      { usageSource: 'estimated', promptTokens: 3, completionTokens: 0 },
    ]);
  });

  it('say nothing about the chat completions of a provider', async () => {
    other.script(failure(401));
    await embed({ model: 'other', input: 'a' });
    const { body } = await service.http.get('/api/v1/llm/providers');
    expect((body.data as { breaker: string }[]).every(({ breaker }) => breaker === 'closed')).toBe(true);
  });

  it('have the tags of their request', async () => {
    await embed({ model: 'other', input: 'a' }, { 'x-llm-tags': 'batch, team=growth' });
    expect(rows()).toMatchObject([{ tags: ['batch', 'team=growth'] }]);
    expect((await embed({ model: 'other', input: 'a' }, { 'x-llm-tags': 'x'.repeat(200) })).status).toBe(422);
  });

  it('have the time that their request sets', async () => {
    for (const double of [cheap, dear]) double.script(silent);
    const startedAt = performance.now();
    const { status, body } = await embed({ model: 'small', input: 'a' }, { 'x-llm-timeout-ms': '300' });
    expect([status, body]).toMatchObject([504, { error: { code: 'LLM_API_TIMEOUT' } }]);
    expect(performance.now() - startedAt).toBeLessThan(3_000);
    for (const timeout of ['5', 'soon', '9999999']) {
      const refused = await embed({ model: 'small', input: 'a' }, { 'x-llm-timeout-ms': timeout });
      expect([refused.status, refused.body]).toMatchObject([422, { error: { param: 'x-llm-timeout-ms' } }]);
    }
  });

  it('are cancelled with their caller', async () => {
    other.script(async ({ signal }) => {
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve);
      });
    });
    const controller = new AbortController();
    const request = fetch(`${service.url}/v1/embeddings`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json' }, signal: controller.signal },
      body: JSON.stringify({ model: 'other', input: 'a' }),
    });
    await other.received(1);
    controller.abort();
    await expect(request).rejects.toThrow();
    await until(() => rows().length > 0);
    expect(rows()).toMatchObject([{ outcome: 'aborted', operation: 'embedding' }]);
  });

  it('of a repeat with the same Idempotency-Key are those of the first', async () => {
    const headers = { 'idempotency-key': 'vectors-1' };
    const first = await embed({ model: 'cheap', input: 'a' }, headers);
    expect((await embed({ model: 'cheap', input: 'a' }, headers)).body).toEqual(first.body);
    expect(counts()).toEqual([1, 0, 0]);
  });

  it('need inputs, and at most as many as the setting allows', async () => {
    for (const input of ['', [], Array(6).fill('a'), { text: 'a' }]) {
      const { status, body } = await embed({ model: 'small', input });
      expect([status, body]).toMatchObject([422, { error: { code: 'VALIDATION_ERROR', param: 'input' } }]);
    }
    expect(counts()).toEqual([0, 0, 0]);
  });

  it('by a model that makes none are not found, and the error names those that do', async () => {
    for (const model of ['none', 'chat-cheap', 'gpt-4']) {
      const { status, body } = await embed({ model, input: 'a' });
      expect([status, body]).toMatchObject([
        404,
        {
          error: { code: 'LLM_MODEL_NOT_FOUND', message: expect.stringContaining('There are cheap/small, dear/small') },
        },
      ]);
    }
  });

  it('are among the models', async () => {
    for (const id of ['small', 'ada', 'other/org/large']) {
      expect((await service.http.get(`/v1/models/${id}`)).body).toMatchObject({ id });
    }
  });
});

describe('A service without embeddings', () => {
  const plain = useService({ LLM_PROVIDERS: '[{"name":"own","base_url":"http://127.0.0.1:9","model":"m"}]' });

  it('says so', async () => {
    const { status, body, headers } = await plain.http.post('/v1/embeddings').send({ model: 'm', input: 'a' });
    expect([status, body]).toMatchObject([503, { error: { code: 'LLM_EMBEDDINGS_NOT_CONFIGURED' } }]);
    expect(headers['x-should-retry']).toBe('false');
  });
});
