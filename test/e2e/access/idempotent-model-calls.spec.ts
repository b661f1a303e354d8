import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromPicoUsd } from '../../../src/llm/providers/answers/price.js';
import { bearing, issueKey, type KeyHolder } from '../../support/callers.js';
import { CHAT_PATH, MESSAGES, useLlmService } from '../../support/llm-service.js';
import { chunk, cutStream, textChunks } from '../../support/provider-responses.js';
import { until } from '../../support/until.js';

describe('Idempotency keys of model calls', () => {
  const service = useLlmService({ LLM_CONCURRENCY_PER_KEY: '1' });
  let holder: KeyHolder;

  beforeAll(async () => {
    holder = await issueKey(service, { scopes: ['llm:use'] });
  });

  beforeEach(() => {
    service.reset();
  });

  describe('a chat completion with an Idempotency-Key', () => {
    const ask = (key: string, more: object = {}) =>
      service.chat({ model: 'runpod', ...more }, { ...bearing(holder), 'idempotency-key': key });

    it('is sent and paid once, and repeats get the same bytes', async () => {
      const first = await ask('once');
      const again = await ask('once');
      expect([first.status, again.status]).toEqual([200, 200]);
      expect(again.text).toBe(first.text);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(service.ledgerRows()).toHaveLength(1);
    });

    it('is refused with the key of another completion', async () => {
      await ask('other');
      const { status, body } = await ask('other', { temperature: 0.5 });
      expect([status, body]).toMatchObject([422, { error: { code: 'IDEMPOTENCY_KEY_REUSED' } }]);
    });

    it('cannot be a stream, and calls no provider', async () => {
      const { status, body } = await ask('stream', { stream: true });
      expect([status, body]).toMatchObject([422, { error: { code: 'VALIDATION_ERROR', param: 'stream' } }]);
      expect(service.ledgerRows()).toEqual([]);
    });
  });

  describe('a stream', () => {
    const open = async (signal?: AbortSignal) => {
      const answered = await fetch(`${service.url}${CHAT_PATH}`, {
        method: 'POST',
        headers: { ...bearing(holder), 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'runpod', stream: true, messages: MESSAGES }),
        ...(signal === undefined ? {} : { signal }),
      });
      await answered.body!.getReader().read();
      return answered.status;
    };
    const ask = async () => (await service.chat({ model: 'cerebras' }, bearing(holder))).status;

    it('counts as a call of its key until it ends', async () => {
      const gate = Promise.withResolvers<undefined>();
      service.runpod.script(async ({ response }) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${JSON.stringify(chunk({ content: 'First' }))}\n\n`);
        await gate.promise;
        response.end();
      });
      expect(await open()).toBe(200);
      expect(await ask()).toBe(429);
      gate.resolve(undefined);
      await until(async () => (await ask()) === 200);
    });

    it('counts until its reader leaves it', async () => {
      service.runpod.script(({ response }) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${JSON.stringify(chunk({ content: 'First' }))}\n\n`);
      });
      const reader = new AbortController();
      expect(await open(reader.signal)).toBe(200);
      expect(await ask()).toBe(429);
      reader.abort();
      await until(async () => (await ask()) === 200);
    });

    it('that is held back reports its cost, with that of earlier attempts', async () => {
      service.runpod.script(cutStream(textChunks()));
      const more = { model: 'cost_optimized', stream: true };
      const held = await service.chat(more, { ...bearing(holder), 'x-llm-stream': 'complete' });
      const costs = service.ledgerRows().map(({ costPicoUsd }) => costPicoUsd);
      expect(costs).toEqual([expect.any(BigInt), expect.any(BigInt)]);
      expect(costs.every((cost) => cost > 0n)).toBe(true);
      expect(held.headers.get('x-llm-cost-usd')).toBe(fromPicoUsd(costs.reduce((sum, cost) => sum + cost)));
    });
  });
});
