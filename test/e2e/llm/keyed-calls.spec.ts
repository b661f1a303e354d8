import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { useLlmService } from '../../support/llm-service.js';
import { goodAnswer, late, TEXT, vectors } from '../../support/provider-responses.js';
import { until } from '../../support/until.js';

const service = useLlmService({
  LLM_PROVIDERS: JSON.stringify([{ name: 'runpod', embedding_model: 'embedding-model' }]),
});

beforeEach(() => {
  service.reset();
});

interface Answer {
  status: number;
  text: string;
  isReplayed: boolean;
}

async function post(
  path: string,
  body: object,
  headers: Record<string, string>,
  signal?: AbortSignal,
): Promise<Answer> {
  const answered = await fetch(service.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
  const isReplayed = answered.headers.get('idempotent-replayed') === 'true';
  return { status: answered.status, text: await answered.text(), isReplayed };
}

const CALLS = [
  [
    'a chat completion',
    '/v1/chat/completions',
    { model: 'runpod', messages: [{ role: 'user', content: 'Hi' }] },
    goodAnswer(),
    TEXT,
  ],
  ['embeddings', '/v1/embeddings', { model: 'runpod', input: 'Hi' }, vectors(), '"embedding"'],
  ['an answer with sources', '/api/v1/research', { query: 'What is a lead?' }, goodAnswer(), TEXT],
] as const;

describe.each(CALLS)('%s whose caller disconnects', (_, path, body, answer, words) => {
  it('with an Idempotency-Key is completed, and its repeat is not paid for again', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const caller = new AbortController();
    service.runpod.script(late(300, answer));
    const gone = post(path, body, headers, caller.signal).catch((error: unknown) => error);
    await service.runpod.received(1);
    caller.abort();
    expect(await gone).toBeInstanceOf(Error);
    let repeated = await post(path, body, headers);
    expect(repeated.status).toBe(409);
    await until(async () => (repeated = await post(path, body, headers)).status === 200);
    expect(repeated).toMatchObject({ isReplayed: true, text: expect.stringContaining(words) as string });
    expect(service.runpod.requests).toHaveLength(1);
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok', usageSource: 'provider' }]);
  });

  it('without one is cancelled', async () => {
    const caller = new AbortController();
    service.runpod.script(late(5_000, answer));
    const gone = post(path, body, {}, caller.signal).catch((error: unknown) => error);
    await service.runpod.received(1);
    caller.abort();
    await gone;
    await service.runpod.waitFor(([request]) => request?.wasCancelled === true);
    await until(() => Promise.resolve(service.ledgerRows().length > 0));
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'aborted' }]);
  });
});
