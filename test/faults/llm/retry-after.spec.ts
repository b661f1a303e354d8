import { beforeEach, describe, expect, it } from 'vitest';
import { goodAnswer, failure } from '../../support/provider-responses.js';
import { startLlmService, useLlmService } from '../../support/llm-service.js';

/** The shortest time that is not waited for below. */
const NOT_WAITED_MS = 3_000;

// With all the turns, so that `balanced` asks RunPod first.
const providers = [{ name: 'cerebras', weight: 0 }];
const service = useLlmService({ LLM_DEADLINE_MS: '8000', LLM_PROVIDERS: JSON.stringify(providers) });

beforeEach(() => {
  service.reset();
});

const limited = (retryAfter: string) => failure(429, { 'retry-after': retryAfter });

describe('A provider that sends Retry-After', () => {
  it.each([
    ['cost_optimized', '1', 1_000],
    ['balanced', '1', 1_000],
    ['balanced', '2', 2_000],
    ['cost_optimized', '3', 3_000],
  ])('is retried by %s after %s s', async (model, retryAfter, leastMs) => {
    service.runpod.script(limited(retryAfter), goodAnswer());
    const startedAt = performance.now();
    const { status, headers } = await service.chat({ model });
    const ms = performance.now() - startedAt;
    expect([status, headers.get('x-llm-provider'), headers.get('x-llm-attempts')]).toEqual([200, 'runpod', '2']);
    expect(ms).toBeGreaterThan(leastMs - 20);
    expect(service.ledgerRows()).toMatchObject([
      { errorClass: 'rate_limited', status: 429 },
      { outcome: 'ok', attempt: 2 },
    ]);
    expect(service.cerebras.requests).toHaveLength(0);
  });

  it('as a date is waited for too', async () => {
    service.runpod.script(({ response }) => {
      const headers = { 'retry-after': new Date(Date.now() + 1_500).toUTCString() };
      response.writeHead(429, headers).end();
    }, goodAnswer());
    const { headers } = await service.chat({ model: 'cost_optimized' });
    expect([headers.get('x-llm-provider'), headers.get('x-llm-attempts')]).toEqual(['runpod', '2']);
  });

  it.each([
    ['cost_optimized', '6'],
    ['balanced', '3'],
    ['cost_optimized', 'soon'],
  ])('is not waited for by %s for %s s', async (model, retryAfter) => {
    service.runpod.script(limited(retryAfter));
    const startedAt = performance.now();
    const { headers } = await service.chat({ model });
    expect(performance.now() - startedAt).toBeLessThan(NOT_WAITED_MS);
    expect(headers.get('x-llm-provider')).toBe('cerebras');
    expect(headers.get('x-llm-fallback-reason')).toBe('rate_limited');
    expect(service.runpod.requests).toHaveLength(1);
  });

  it.each(['latency_optimized', 'quality_optimized'])('is not waited for by %s at all', async (model) => {
    service.cerebras.script(limited('1'));
    const { headers } = await service.chat({ model });
    expect(headers.get('x-llm-provider')).toBe('runpod');
    expect(service.cerebras.requests).toHaveLength(1);
  });

  it('and fails again is not called a third time', async () => {
    service.runpod.script(limited('1'));
    const { headers } = await service.chat({ model: 'cost_optimized' });
    expect(headers.get('x-llm-provider')).toBe('cerebras');
    expect(service.runpod.requests).toHaveLength(2);
  });

  it('is called again by all requests that wait for it', async () => {
    const many = 10;
    service.runpod.script(...Array.from({ length: many }, () => limited('1')), goodAnswer());
    const replies = await Promise.all(Array.from({ length: many }, () => service.chat({ model: 'runpod' })));
    expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: many }, () => 200));
  });

  it('is not waited for beyond the deadline', async () => {
    service.runpod.script(limited('5'));
    const hurried = await startLlmService({ LLM_DEADLINE_MS: '1500' });
    hurried.runpod.script(limited('5'));
    const { headers } = await hurried.chat({ model: 'cost_optimized' });
    expect(headers.get('x-llm-provider')).toBe('cerebras');
    await hurried.stop();
  });
});

describe('A provider that is out of service and sends Retry-After', () => {
  const away = failure(503, { 'retry-after': '20' });

  it('is not called before that', async () => {
    let now = 0;
    service.reset(() => now);
    service.runpod.script(away, goodAnswer());
    const answeredBy = async () => (await service.chat({ model: 'cost_optimized' })).headers.get('x-llm-provider');
    expect([await answeredBy(), await answeredBy()]).toEqual(['cerebras', 'cerebras']);
    expect(service.runpod.requests).toHaveLength(1);
    now = 20_001;
    expect(await answeredBy()).toBe('runpod');
  });

  it('tells the caller of it where no other is left', async () => {
    service.runpod.script(away);
    service.cerebras.script(limited('60'));
    const { status, headers } = await service.chat({ model: 'cost_optimized' });
    expect([status, headers.get('retry-after')]).toEqual([502, '20']);
  });

  it('is called nevertheless where `model` names it', async () => {
    service.runpod.script(away, goodAnswer());
    expect((await service.chat({ model: 'runpod' })).status).toBe(502);
    expect((await service.chat({ model: 'runpod' })).status).toBe(200);
  });
});

describe('where all take no more requests', () => {
  it('the caller gets the earliest Retry-After', async () => {
    service.runpod.script(limited('60'));
    service.cerebras.script(limited('30'));
    const { status, headers, body } = await service.chat({ model: 'cost_optimized' });
    expect(body).toMatchObject({ error: { code: 'LLM_RATE_LIMIT', type: 'api_error' } });
    expect(status).toBe(503);
    expect(headers.get('retry-after')).toBe('30');
  });

  it('by the headers of a quota that is used up', async () => {
    const quota = { 'x-ratelimit-remaining-tokens-minute': '0', 'x-ratelimit-reset-tokens-minute': '42.5' };
    service.cerebras.script(failure(429, { ...quota, 'x-ratelimit-remaining-requests-day': '9' }));
    const { headers, body } = await service.chat({ model: 'cerebras' });
    expect(body).toMatchObject({ error: { code: 'CEREBRAS_RATE_LIMIT' } });
    expect(headers.get('retry-after')).toBe('43');
  });
});
