import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { recordLedgerRows } from '../../support/llm-service.js';
import { EmbeddingsRegistry } from '../../../src/llm/router/embeddings-router.service.js';
import { ProviderHealth } from '../../../src/llm/router/provider-health.js';
import type { LedgerRow } from '../../../src/llm/ledger/ledger-row.entity.js';
import { useProviderDouble } from '../../support/provider-double.js';
import { failure, json, raw, silent, vectors } from '../../support/provider-responses.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const cheap = useProviderDouble();
const dear = useProviderDouble();
const other = useProviderDouble();
const doubles = [cheap, dear, other];

const service = useService(() => {
  const provider = (name: string, { url }: typeof cheap, model: string, price: string) => ({
    ...{ name, base_url: `${url}/v1/chat/completions`, model: `chat-${name}`, price_input: '9' },
    ...{ embedding_model: model, price_embedding: price },
  });
  const providers = [
    provider('cheap', cheap, 'small', '0.02'),
    provider('dear', dear, 'small', '0.13'),
    provider('other', other, 'org/large', '1'),
    { name: 'none', base_url: cheap.url, model: 'chat' },
  ];
  return { LLM_PROVIDERS: JSON.stringify(providers), LLM_MODEL_ALIASES: 'ada=small', LLM_EMBEDDING_INPUTS: '5' };
});
let rows: LedgerRow[];

beforeAll(() => {
  rows = recordLedgerRows(service);
});

beforeEach(() => {
  for (const double of doubles) double.script(vectors());
  for (const entry of service.app.get(EmbeddingsRegistry).entries.values()) {
    entry.health = new ProviderHealth(1_000, () => performance.now());
  }
  rows.length = 0;
});

async function embed(body: object, headers: Record<string, string> = {}) {
  const answer = await fetch(`${service.url}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
}

const USAGE_OF_VECTORS = { prompt_tokens: 9, total_tokens: 9 };
const counts = () => doubles.map(({ requests }) => requests.length);

/** An answer with vectors of these indexes, each of `length` numbers that begin with its index. */
function listOf(indexes: unknown[], length = 2) {
  const data = indexes.map((index) => ({
    object: 'embedding',
    index,
    embedding: vectorOf(Number(index ?? 0), length),
  }));
  return json(200, { object: 'list', data, model: 'm', usage: USAGE_OF_VECTORS });
}

const vectorOf = (first: number, length = 2) => [first, ...Array<number>(length - 1).fill(0.123456789)];
const INPUTS = ['a', 'b', 'c'];

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
    expect(rows).toMatchObject([
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
    expect(rows.at(-1)).toMatchObject({ provider: 'dear', outcome: 'ok', costPicoUsd: 7n * 130_000n });
  });

  it.each([
    ['too few vectors', json(200, { object: 'list', data: [], model: 'm' })],
    ['no vectors', json(200, { object: 'list', data: [{ index: 0 }], model: 'm' })],
    ['a chat completion', json(200, { choices: [{ message: { content: 'x' } }] })],
    ['an error with status 200', json(200, { error: { message: 'no', code: 503 } })],
    ['nulls', json(200, { object: 'list', data: [{ index: 0, embedding: [null, null] }], model: 'm' })],
    ['a list of vectors', json(200, { object: 'list', data: [{ index: 0, embedding: [[1, 2]] }], model: 'm' })],
    ['a vector of another input', listOf([1])],
    ['a vector whose index is a text', listOf(['0'])],
  ])('that come as %s are made elsewhere', async (_, respond) => {
    cheap.script(respond);
    const { status, headers } = await embed({ model: 'small', input: 'a' });
    expect([status, headers.get('x-llm-provider')]).toEqual([200, 'dear']);
  });

  it.each<[string, unknown[], number]>([
    ['in another order', [2, 0, 1], 2],
    ['in another order, and are long', [2, 0, 1], 20_000],
    ['without the index 0, as protobuf leaves out zeros', [undefined, 2, 1], 2],
  ])('that come %s are sorted, and paid for exactly', async (_, indexes, length) => {
    cheap.script(listOf(indexes, length));
    const { headers, body } = await embed({ model: 'cost_optimized', input: INPUTS });
    expect(headers.get('x-llm-provider')).toBe('cheap');
    const data = [0, 1, 2].map((index) => ({ object: 'embedding', index, embedding: vectorOf(index, length) }));
    expect(body).toEqual({ object: 'list', data, model: 'm', usage: USAGE_OF_VECTORS });
    expect(rows).toMatchObject([{ outcome: 'ok', promptTokens: 9, usageSource: 'provider', costPicoUsd: 180_000n }]);
  });

  it.each([2, 20_000])('that come without any index are numbered as they come (%i numbers each)', async (length) => {
    cheap.script(listOf([undefined, null, undefined], length));
    const { body } = await embed({ model: 'cheap', input: INPUTS });
    expect(body.data).toMatchObject([{ index: 0 }, { index: 1 }, { index: 2 }]);
    expect((body.data as { embedding: number[] }[]).map(({ embedding }) => embedding.length)).toEqual(
      Array(3).fill(length),
    );
  });

  it.each([[[0, 0, 0]], [[0, 1, 1]], [[0, 1, 3]], [[1, 2, 3]], [[-1, 0, 1]], [[0.5, 0, 1]], [[undefined, 0, 1]]])(
    'with the indexes %j are made elsewhere',
    async (indexes) => {
      cheap.script(listOf(indexes));
      const { headers, body } = await embed({ model: 'cost_optimized', input: INPUTS });
      expect([headers.get('x-llm-provider'), (body.data as object[]).length]).toEqual(['dear', 3]);
      expect(rows[0]).toMatchObject({ provider: 'cheap', errorClass: 'malformed' });
    },
  );

  it.each([2, 40_000])('in an envelope lose no number (%i each)', async (length) => {
    const list = {
      object: 'list',
      data: [{ object: 'embedding', index: 0, embedding: vectorOf(0, length) }],
      model: 'm',
    };
    cheap.script(json(200, { code: 0, data: list }));
    const { body } = await embed({ model: 'cheap', input: 'a' });
    expect(body).toEqual(list);
  });

  it('that are called a stream are read as usual', async () => {
    const list = { object: 'list', data: [{ object: 'embedding', index: 0, embedding: [1] }], model: 'm' };
    cheap.script(raw(200, JSON.stringify(list), { 'content-type': 'text/event-stream' }));
    expect((await embed({ model: 'cheap', input: 'a' })).body).toEqual(list);
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

  it('are passed on however long the vectors are, without holding other requests up', async () => {
    const data = Array.from({ length: 5 }, (_, index) => ({
      index,
      embedding: Array<number>(40_000).fill(0.123456789),
    }));
    cheap.script(json(200, { object: 'list', data, model: 'm', usage: { prompt_tokens: 5, total_tokens: 5 } }));
    const { status, body } = await embed({ model: 'cheap', input: ['a', 'b', 'c', 'd', 'e'] });
    expect([status, body.data]).toEqual([200, data]);
    expect(rows).toMatchObject([{ outcome: 'ok', promptTokens: 5, usageSource: 'provider' }]);
  });

  it.each([
    ['is not reported', null],
    ['is reported as zero', { prompt_tokens: 0, total_tokens: 0 }],
  ])('whose usage %s are counted here', async (_, usage) => {
    other.script(vectors({ usage }));
    await embed({ model: 'org/large', input: ['hello world', 'hello'] });
    await embed({ model: 'org/large', input: [1, 2, 3] });
    expect(rows).toMatchObject([
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
    expect(rows).toMatchObject([{ tags: ['batch', 'team=growth'] }]);
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
    await until(() => rows.length > 0);
    expect(rows).toMatchObject([{ outcome: 'aborted', operation: 'embedding' }]);
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
