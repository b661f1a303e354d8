import { beforeEach, describe, expect, it } from 'vitest';
import { goodAnswer, failure } from '../../support/provider-responses.js';
import { breakersOf, useLlmService } from '../../support/llm-service.js';

const service = useLlmService();
let now: number;

beforeEach(() => {
  now = 1_000_000;
  service.reset(() => now);
});

const ask = (model = 'cost_optimized') => service.chat({ model });

/** Fails `provider` until its breaker opens. */
async function open(provider: 'runpod' | 'cerebras', model: string): Promise<void> {
  service[provider].script(failure(503));
  for (let call = 0; call < 5; call++) await ask(model);
}

describe('a breaker', () => {
  it('opens after five failures in a row, and then its provider is not called', async () => {
    await open('runpod', 'cost_optimized');
    expect(await breakersOf(service)).toEqual({ runpod: 'open', cerebras: 'closed' });
    const reply = await ask();
    expect(reply.headers.get('x-llm-provider')).toBe('cerebras');
    expect(reply.headers.get('x-llm-attempts')).toBe('1');
    expect(service.runpod.requests).toHaveLength(5);
  });

  it('opens also where half of ten calls within 30 s fail, though never five in a row', async () => {
    service.runpod.script(...Array.from({ length: 5 }, () => [goodAnswer(), failure(503)]).flat());
    for (let call = 1; call <= 9; call++) await ask();
    expect(await breakersOf(service)).toMatchObject({ runpod: 'closed' });
    await ask();
    expect(await breakersOf(service)).toMatchObject({ runpod: 'open' });
  });

  it('lets one probe through after its cool-down, and closes when that succeeds', async () => {
    await open('runpod', 'cost_optimized');
    now += 9_999;
    expect(await breakersOf(service)).toMatchObject({ runpod: 'open' });
    now += 1;
    expect(await breakersOf(service)).toMatchObject({ runpod: 'half_open' });
    const gate = Promise.withResolvers<undefined>();
    service.runpod.script(async (exchange) => {
      await gate.promise;
      await goodAnswer()(exchange);
    });
    const probe = ask();
    await service.runpod.waitFor(({ length }) => length === 1);
    const others = await Promise.all([ask(), ask(), ask()]);
    expect(others.map(({ headers }) => headers.get('x-llm-provider'))).toEqual(['cerebras', 'cerebras', 'cerebras']);
    expect(service.runpod.requests).toHaveLength(1);
    gate.resolve(undefined);
    expect((await probe).headers.get('x-llm-provider')).toBe('runpod');
    expect(await breakersOf(service)).toMatchObject({ runpod: 'closed' });
  });

  it('stays open longer after each probe that fails, to 30 s at most', async () => {
    await open('runpod', 'cost_optimized');
    for (const rest of [10_000, 20_000, 30_000, 30_000]) {
      now += rest - 1;
      expect(await breakersOf(service)).toMatchObject({ runpod: 'open' });
      now += 1;
      expect((await ask()).headers.get('x-llm-provider')).toBe('cerebras');
      expect(await breakersOf(service)).toMatchObject({ runpod: 'open' });
    }
  });

  it('stays open for the Retry-After of its provider', async () => {
    service.runpod.script(failure(429, { 'retry-after': '60' }));
    await ask();
    now += 59_999;
    await ask();
    expect(service.runpod.requests).toHaveLength(1);
    now += 1;
    service.runpod.script(goodAnswer());
    expect((await ask()).headers.get('x-llm-provider')).toBe('runpod');
  });

  it('of balanced turns leaves all of them to the other one', async () => {
    await open('runpod', 'cost_optimized');
    service.ledgerRows().length = 0;
    for (let call = 0; call < 7; call++) await ask('balanced');
    expect(new Set(service.ledgerRows().map(({ provider }) => provider))).toEqual(new Set(['cerebras']));
  });
});

describe('where all breakers are open', () => {
  beforeEach(async () => {
    await open('runpod', 'runpod');
    now += 3_000;
    await open('cerebras', 'cerebras');
    expect(await breakersOf(service)).toEqual({ runpod: 'open', cerebras: 'open' });
  });

  it.each(['cost_optimized', 'quality_optimized', 'balanced'])(
    'the one that is back first is tried once, by %s',
    async (model) => {
      for (const provider of [service.runpod, service.cerebras]) provider.script(failure(500));
      const { status, headers, body } = await ask(model);
      expect([service.runpod.requests.length, service.cerebras.requests.length]).toEqual([1, 0]);
      expect(status).toBe(502);
      expect(body).toMatchObject({ error: { details: { attempts: [{ provider: 'runpod', status: 500 }] } } });
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(10);
    },
  );

  it('and that one is well again, its breaker closes', async () => {
    service.runpod.script(goodAnswer());
    expect((await ask()).headers.get('x-llm-provider')).toBe('runpod');
    expect(await breakersOf(service)).toEqual({ runpod: 'closed', cerebras: 'open' });
    expect((await ask('quality_optimized')).headers.get('x-llm-provider')).toBe('runpod');
  });
});
