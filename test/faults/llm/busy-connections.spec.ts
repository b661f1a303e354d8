import { WorkInFlight } from '../../../src/lifecycle/work-in-flight.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { goodAnswer, endlessStream, chunk, silent, textChunks } from '../../support/provider-responses.js';
import { breakersOf, CHAT_PATH, MESSAGES, useLlmService } from '../../support/llm-service.js';
import { until } from '../../support/until.js';

const CONNECTIONS = 4;
const service = useLlmService({ LLM_CONNECTIONS: String(CONNECTIONS), LLM_CONNECTION_WAIT_MS: '100' });

beforeEach(() => {
  service.reset();
});

/** Streams of RunPod whose callers read nothing, until `stop` disconnects them. */
async function takeAllConnections(): Promise<() => Promise<void>> {
  service.runpod.script(endlessStream(textChunks(), chunk({ content: 'more ' }), 10));
  const controller = new AbortController();
  const body = JSON.stringify({ model: 'runpod', messages: MESSAGES, stream: true });
  const headers = { 'content-type': 'application/json' };
  for (let count = 0; count < CONNECTIONS; count++) {
    const sent = fetch(`${service.url}${CHAT_PATH}`, { method: 'POST', headers, body, signal: controller.signal });
    sent.catch(() => undefined);
  }
  await service.runpod.received(CONNECTIONS);
  return async () => {
    controller.abort();
    // Their rows come later, since tokens are counted first.
    await until(() => service.ledgerRows().filter(({ outcome }) => outcome === 'aborted').length === CONNECTIONS);
  };
}

describe('while all connections to a provider are in use', () => {
  it('a request is answered by the next provider, and opens no breaker', async () => {
    const stop = await takeAllConnections();
    for (let call = 0; call < 6; call++) {
      const startedAt = performance.now();
      const reply = await service.chat({ model: 'cost_optimized' });
      expect(reply.headers.get('x-llm-provider')).toBe('cerebras');
      expect(reply.headers.get('x-llm-fallback-reason')).toBe('no_connection');
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    }
    expect(service.runpod.requests).toHaveLength(CONNECTIONS);
    expect(await breakersOf(service)).toEqual({ runpod: 'closed', cerebras: 'closed' });
    expect(service.ledgerRows().slice(0, 2)).toMatchObject([
      { provider: 'runpod', outcome: 'error', errorClass: 'no_connection', status: null, usageSource: 'none' },
      { provider: 'cerebras', outcome: 'ok' },
    ]);
    await stop();
  });

  it('a request to that provider alone gets 503 with Retry-After', async () => {
    const stop = await takeAllConnections();
    const { status, headers, body } = await service.chat({ model: 'runpod' });
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('1');
    expect(body).toMatchObject({ error: { details: { attempts: [{ provider: 'runpod', error: 'no_connection' }] } } });
    await stop();
  });

  it('a request gets one as soon as their callers disconnect', async () => {
    const stop = await takeAllConnections();
    await stop();
    service.runpod.script(goodAnswer());
    expect((await service.chat({ model: 'runpod' })).status).toBe(200);
  });
});

describe('a provider that answers no request', () => {
  it('gets as many as it has connections, and each ends with its caller', async () => {
    service.runpod.script(silent);
    const controller = new AbortController();
    const calls = Array.from({ length: 3 * CONNECTIONS }, () =>
      service.chat({ model: 'runpod' }, {}, controller.signal).catch(() => undefined),
    );
    await service.runpod.received(CONNECTIONS);
    controller.abort();
    await Promise.all(calls);
    service.runpod.script(goodAnswer());
    await until(async () => (await service.chat({ model: 'runpod' })).status === 200);
    expect(service.runpod.requests).toHaveLength(1);
    await until(() => service.app.get(WorkInFlight).count === 0);
  });
});
