import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordLedgerRows } from '../../support/llm-service.js';
import { useProviderDouble } from '../../support/provider-double.js';
import { failure, finishChunk, goodAnswer, stream, textChunks, vectors } from '../../support/provider-responses.js';
import { useService } from '../../support/test-service.js';

const priced = useProviderDouble();
const free = useProviderDouble();
const billed = useProviderDouble();

const service = useService(() => {
  const at = ({ url }: typeof free, name: string) => ({ name, base_url: `${url}/v1`, model: `chat-${name}` });
  const providers = [
    { ...at(priced, 'priced'), price_input: '1', price_output: '1', quality: 90, embedding_model: 'vectors' },
    { ...at(billed, 'billed'), preset: 'openai', quality: 80, embedding_model: 'vectors' },
    { ...at(free, 'free'), price_input: '0', price_output: '0', quality: 10, embedding_model: 'vectors' },
  ].map((provider) => (provider.name === 'priced' ? { ...provider, price_embedding: '1' } : provider));
  return { LLM_PROVIDERS: JSON.stringify(providers) };
});

const BUDGET = '/api/v1/llm/budgets/workspace';
const MESSAGES = [{ role: 'user', content: 'Hello' }];
const chat = (body: object) => service.http.post('/v1/chat/completions').send({ messages: MESSAGES, ...body });
const embed = (body: object) => service.http.post('/v1/embeddings').send({ input: 'a', ...body });
const setBudget = (limit_usd: string) => service.http.put(BUDGET).send({ limit_usd, period: 'month' });
const counts = () => [priced, billed, free].map(({ requests }) => requests.length);

beforeEach(() => {
  for (const double of [priced, billed, free]) double.script(goodAnswer());
});
afterEach(async () => {
  await service.http.delete(BUDGET);
});

describe('A budget that is spent', () => {
  beforeEach(async () => {
    await setBudget('0');
  });

  it('leaves the providers that cost nothing, and the answer says why one was passed over', async () => {
    const { status, headers } = await chat({ model: 'quality_optimized' });
    expect([status, headers['x-llm-provider'], headers['x-llm-fallback-reason']]).toEqual([200, 'free', 'budget']);
    expect([headers['x-llm-cost-usd'], headers['x-llm-budget-remaining-usd']]).toEqual(['0', '0']);
    free.script(stream([...textChunks(), finishChunk(), '[DONE]']));
    const streamed = await chat({ model: 'quality_optimized', stream: true });
    expect([streamed.status, streamed.headers['x-llm-provider']]).toEqual([200, 'free']);
    expect(counts()).toEqual([0, 0, 1]);
  });

  it.each(['priced', 'priced/chat-priced'])('is the answer to a request for %s alone', async (model) => {
    const { status, body } = await chat({ model });
    expect([status, body.error.code]).toEqual([402, 'BUDGET_EXCEEDED']);
    expect(counts()).toEqual([0, 0, 0]);
  });

  it('is the answer where those that cost nothing fail', async () => {
    free.script(failure(503));
    const { status, body } = await chat({ model: 'cost_optimized' });
    expect([status, body.error.code]).toEqual([402, 'BUDGET_EXCEEDED']);
  });

  it('holds for embeddings as well', async () => {
    for (const double of [priced, billed, free]) double.script(vectors());
    const { status, headers, body } = await embed({ model: 'vectors' });
    expect([status, headers['x-llm-provider'], body.data.length]).toEqual([200, 'free', 1]);
    expect((await embed({ model: 'priced' })).body.error).toMatchObject({ code: 'BUDGET_EXCEEDED' });
    expect(counts()).toEqual([0, 0, 1]);
  });
});

describe('A budget with money left', () => {
  it('is charged for embeddings by what they cost', async () => {
    await setBudget('1');
    priced.script(vectors({ usage: { prompt_tokens: 250_000, total_tokens: 250_000 } }));
    const { headers } = await embed({ model: 'priced' });
    expect([headers['x-llm-cost-usd'], headers['x-llm-budget-remaining-usd']]).toEqual(['0.25', '0.75']);
    const rows = recordLedgerRows(service);
    await embed({ model: 'priced' });
    expect(rows).toMatchObject([{ operation: 'embedding', costPicoUsd: 250_000_000_000n }]);
  });

  it('keeps its keys from providers whose price is not known', async () => {
    await setBudget('1');
    for (const ask of [chat, embed]) {
      const { status, body } = await ask({ model: 'billed' });
      expect([status, body.error.code]).toEqual([403, 'MODEL_NOT_ALLOWED']);
    }
    priced.script(failure(503));
    const { headers } = await chat({ model: 'quality_optimized' });
    expect(headers['x-llm-provider']).toBe('free');
    expect(counts()).toEqual([1, 0, 1]);
  });

  it('is not needed for them by keys without a budget', async () => {
    expect((await chat({ model: 'billed' })).status).toBe(200);
  });
});
