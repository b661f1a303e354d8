import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import OpenAI, { APIError, AuthenticationError, BadRequestError, InternalServerError, NotFoundError } from 'openai';
import type { LedgerRow } from '../../../src/llm/ledger/ledger-row.entity.js';
import { recordLedgerRows, resetProviderHealth, useLlmService } from '../../support/llm-service.js';
import { asCerebras, useProviderDouble } from '../../support/provider-double.js';
import { chunk, cutStream, failure, goodAnswer } from '../../support/provider-responses.js';
import { startTestService, useService } from '../../support/test-service.js';

describe('Models and providers', () => {
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
        ...['own', 'own/my/model', 'meta-llama/Llama-3.1-8B-Instruct', 'gpt-oss-120b', 'my/model'],
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
        tokens_field: null,
        stream_options: true,
        structured_output: 'json_schema',
        tool_call_id_length: null,
        drop_fields: [],
        learned: [],
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
});

describe('The openai package', () => {
  const TEXT = 'An answer that is long enough for some parts of a stream.';
  const messages = [{ role: 'user' as const, content: 'Say something.' }];

  const provider = useProviderDouble();
  const service = useService(() => asCerebras(provider));
  let client: OpenAI;
  let calls: LedgerRow[];

  beforeAll(() => {
    client = new OpenAI({ baseURL: `${service.url}/api/v1/llm`, apiKey: 'not-looked-at', maxRetries: 0 });
    calls = recordLedgerRows(service);
  });

  beforeEach(() => {
    provider.script(goodAnswer(TEXT, { model: 'gpt-oss-120b' }));
    resetProviderHealth(service);
    calls.length = 0;
  });

  /** What a promise is rejected with. */
  async function failureOf(promise: Promise<unknown>): Promise<unknown> {
    return promise.then(() => undefined).catch((error: unknown) => error);
  }

  describe('OpenAI’s own client', () => {
    it('gets an answer', async () => {
      const { data, response } = await client.chat.completions.create({ model: 'auto', messages }).withResponse();
      expect(data.choices[0]?.message.content).toBe(TEXT);
      expect(data.usage?.total_tokens).toBeGreaterThan(0);
      expect(data.model).toBe('gpt-oss-120b');
      expect(response.headers.get('x-llm-provider')).toBe('cerebras');
      expect(calls).toMatchObject([
        { outcome: 'ok', usageSource: 'provider', promptTokens: data.usage?.prompt_tokens },
      ]);
    });

    it('gets a stream, with usage where it asks for it', async () => {
      provider.script(goodAnswer(TEXT, { gapMs: 5 }));
      const body = { model: 'auto', messages, stream: true, stream_options: { include_usage: true } } as const;
      const parts: string[] = [];
      let usage: OpenAI.CompletionUsage | null | undefined;
      for await (const { choices, usage: reported } of await client.chat.completions.create(body)) {
        parts.push(choices[0]?.delta.content ?? '');
        usage = reported ?? usage;
      }
      expect(parts.join('')).toBe(TEXT);
      expect(parts.length).toBeGreaterThan(3);
      expect(usage?.completion_tokens).toBe(calls[0]?.completionTokens);
      expect(calls).toMatchObject([{ outcome: 'ok', usageSource: 'provider' }]);
    });

    it('gets a stream’s final completion by its own helper', async () => {
      const stream = client.chat.completions.stream({ model: 'cerebras', messages });
      const final = await stream.finalChatCompletion();
      expect(final.choices[0]).toMatchObject({ finish_reason: 'stop', message: { content: TEXT } });
    });

    it('lists the models, each of which can be requested', async () => {
      const ids: string[] = [];
      for await (const { id } of client.models.list()) ids.push(id);
      expect(ids).toEqual(expect.arrayContaining(['auto', 'balanced', 'cerebras', 'cerebras/gpt-oss-120b']));
      for (const model of ids) expect((await client.chat.completions.create({ model, messages })).model).toBeTruthy();
    });

    it('understands every error by its class and code', async () => {
      const unknown = await failureOf(client.chat.completions.create({ model: 'gpt-4', messages }));
      expect(unknown).toBeInstanceOf(NotFoundError);
      expect(unknown).toMatchObject({
        status: 404,
        code: 'LLM_MODEL_NOT_FOUND',
        param: 'model',
        type: 'not_found_error',
      });
      const empty = await failureOf(client.chat.completions.create({ model: 'auto', messages: [] }));
      expect(empty).toMatchObject({ status: 422, code: 'VALIDATION_ERROR', param: 'messages' });
      provider.script(failure(400, {}, { message: 'no such thing' }));
      const refused = await failureOf(client.chat.completions.create({ model: 'auto', messages }));
      expect(refused).toBeInstanceOf(BadRequestError);
      expect(refused).toMatchObject({ code: 'LLM_REQUEST_REFUSED', message: expect.stringContaining('no such thing') });
      provider.script(failure(503));
      const failed = await failureOf(client.chat.completions.create({ model: 'auto', messages, stream: true }));
      expect(failed).toBeInstanceOf(InternalServerError);
      expect(failed).toMatchObject({ status: 502, code: 'CEREBRAS_API_ERROR' });
      expect((failed as APIError).requestID).toBeTruthy();
    });

    it('gets Retry-After on a rate limit', async () => {
      provider.script(failure(429, { 'retry-after': '7' }));
      const limited = await failureOf(client.chat.completions.create({ model: 'auto', messages }));
      expect(limited).toMatchObject({ status: 503, code: 'CEREBRAS_RATE_LIMIT' });
      expect((limited as APIError).headers?.get('retry-after')).toBe('7');
    });

    it('throws where a stream breaks off in the middle', async () => {
      provider.script(cutStream([chunk({ content: 'Half' })]));
      const parts: (string | null | undefined)[] = [];
      const read = async () => {
        const stream = await client.chat.completions.create({ model: 'auto', messages, stream: true });
        for await (const { choices } of stream) parts.push(choices[0]?.delta.content);
      };
      const error = await failureOf(read());
      expect(error).toBeInstanceOf(APIError);
      expect(error).toMatchObject({ code: 'LLM_API_ERROR' });
      expect(parts).toEqual(['Half']);
      expect(calls).toMatchObject([{ outcome: 'truncated', errorClass: 'broken_off', usageSource: 'estimated' }]);
    });

    it('needs a valid key when keys are required', async () => {
      const closed = await startTestService({ REQUIRE_API_KEY: 'true' });
      const unauthorized = new OpenAI({ baseURL: `${closed.url}/api/v1/llm`, apiKey: 'wrong', maxRetries: 0 });
      const refused = await failureOf(unauthorized.chat.completions.create({ model: 'auto', messages }));
      expect(refused).toBeInstanceOf(AuthenticationError);
      expect(refused).toMatchObject({ code: 'AUTHENTICATION_FAILED' });
      await closed.stop();
    });
  });
});
