import { beforeEach, describe, expect, it } from 'vitest';
import {
  goodAnswer,
  cutBeforeHeaders,
  cutInHeaders,
  cutMidBody,
  cutStream,
  failure,
  stream,
  TEXT,
  textChunks,
} from '../../support/provider-responses.js';
import { textOf, useLlmService } from '../../support/llm-service.js';

const service = useLlmService({ LLM_DEADLINE_MS: '3000', LLM_CONNECT_TIMEOUT_MS: '500' });

beforeEach(() => {
  service.reset();
});

describe.each([
  ['before the headers', cutBeforeHeaders],
  ['in the headers', cutInHeaders],
  ['in the middle of the body', cutMidBody],
])('a connection that is cut %s', (_, cut) => {
  it('is replaced by a fresh one, once', async () => {
    await service.chat({ model: 'runpod' });
    service.reset();
    service.runpod.script(cut, goodAnswer());
    const reply = await service.chat({ model: 'cost_optimized' });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('x-llm-provider')).toBe('runpod');
    expect(reply.headers.get('x-llm-attempts')).toBe('2');
    expect(reply.headers.get('x-llm-fallback-reason')).toBeNull();
    const [first, second] = service.runpod.requests;
    expect(second?.connection).not.toBe(first?.connection);
    expect(service.ledgerRows()).toMatchObject([
      { attempt: 1, provider: 'runpod', outcome: 'error', errorClass: 'connection', status: null },
      { attempt: 2, provider: 'runpod', outcome: 'ok' },
    ]);
  });

  it('twice leads to the next provider', async () => {
    service.runpod.script(cut);
    const reply = await service.chat({ model: 'cost_optimized' });
    expect(reply.headers.get('x-llm-provider')).toBe('cerebras');
    expect([service.runpod.requests.length, service.cerebras.requests.length]).toEqual([2, 1]);
  });

  it('everywhere ends after three attempts', async () => {
    for (const provider of [service.runpod, service.cerebras]) provider.script(cut);
    const { status, body } = await service.chat({ model: 'cost_optimized' });
    expect(status).toBe(502);
    const one = { error: 'connection', status: null, ms: expect.any(Number) };
    const attempts = ['runpod', 'runpod', 'cerebras'].map((provider) => ({ provider, ...one }));
    expect(body).toMatchObject({ error: { code: 'LLM_API_ERROR', details: { attempts } } });
  });
});

describe('a stream that is cut before its first token', () => {
  it('is had from the other provider, unseen', async () => {
    service.runpod.script(cutStream(textChunks().slice(0, 1)));
    const reply = await service.chat({ model: 'cost_optimized', stream: true });
    expect([textOf(reply), reply.events.at(-1)]).toEqual([TEXT, '[DONE]']);
    expect(reply.headers.get('x-llm-provider')).toBe('cerebras');
  });
});

describe('a provider that is gone', () => {
  it('is skipped, and called again when it is back', async () => {
    await service.runpod.stop();
    const without = await service.chat({ model: 'cost_optimized' });
    expect(without.headers.get('x-llm-provider')).toBe('cerebras');
    expect(without.headers.get('x-llm-fallback-reason')).toBe('connection');
    await service.runpod.start();
    const back = await service.chat({ model: 'cost_optimized' });
    expect([back.headers.get('x-llm-provider'), back.headers.get('x-llm-attempts')]).toEqual(['runpod', '1']);
  });

  it('leaves the caller an error without addresses where it is alone', async () => {
    await service.runpod.stop();
    const { status, body, text } = await service.chat({ model: 'runpod' });
    await service.runpod.start();
    expect(body).toMatchObject({ error: { code: 'RUNPOD_API_ERROR', message: 'RunPod could not be reached' } });
    expect(status).toBe(502);
    expect(text).not.toMatch(/127\.0\.0\.1|ECONN/);
  });

  it('restarts, and calls over pooled connections go on', async () => {
    for (let call = 0; call < 5; call++) {
      expect((await service.chat({ model: 'cost_optimized' })).status).toBe(200);
      await service.runpod.stop();
      await service.runpod.start();
    }
    expect(service.ledgerRows().filter(({ outcome }) => outcome === 'ok')).toHaveLength(5);
  });
});

describe('providers that flap', () => {
  it('lose no call while one of both answers', async () => {
    const bad = [cutBeforeHeaders, failure(503), failure(500), cutInHeaders, stream([])];
    service.runpod.script(...bad.flatMap((behave) => [behave, goodAnswer()]), goodAnswer());
    const replies = [];
    for (let call = 0; call < 20; call++)
      replies.push(await service.chat({ model: 'cost_optimized', stream: call % 2 === 0 }));
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    const oks = service.ledgerRows().filter(({ outcome }) => outcome === 'ok');
    expect(oks).toHaveLength(20);
    expect(new Set(service.ledgerRows().map(({ requestId }) => requestId)).size).toBe(20);
  });

  it('answer many callers at once', async () => {
    service.runpod.script(cutMidBody, goodAnswer(), failure(502), goodAnswer());
    const replies = await Promise.all(Array.from({ length: 100 }, () => service.chat({ model: 'balanced' })));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
