import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  answer,
  babblingStream,
  chunk,
  failure,
  silent,
  silentAfterHeaders,
  stalledStream,
  words,
} from '../../support/behaviours.js';
import type { Behaviour } from '../../support/faulty-provider.js';
import { breakersOf, type House, MESSAGES, PATH, startLlmHouse } from '../../support/llm-house.js';
import { until } from '../../support/until.js';

let house: House;

beforeAll(async () => {
  house = await startLlmHouse();
});

beforeEach(() => {
  house.reset();
});

afterAll(async () => {
  await house.stop();
});

/** Asks RunPod first, and hangs up as soon as it has the request, or some of the answer where `reads`. */
async function hangUp(body: object, { reads = false, headers = {} } = {}): Promise<number> {
  const asked = house.runpod.requests.length;
  const controller = new AbortController();
  const answered = fetch(`${house.url}${PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'cost_optimized', messages: MESSAGES, ...body }),
    signal: controller.signal,
  });
  answered.catch(() => undefined);
  await house.runpod.sees((requests) => requests.length > asked);
  if (reads) await (await answered).body?.getReader().read();
  const startedAt = performance.now();
  controller.abort();
  await house.runpod.sees((requests) => requests.at(-1)?.wasCancelled === true);
  return performance.now() - startedAt;
}

const STAGES: [name: string, behave: Behaviour, body: object, manner?: object][] = [
  ['while the provider is silent', silent, {}],
  ['while it is silent after its headers', silentAfterHeaders, {}],
  ['before the first token of a stream', stalledStream(words().slice(0, 1)), { stream: true }],
  [
    'while a stream is held back',
    babblingStream(words(), chunk({ content: 'x' }), 20),
    { stream: true },
    { headers: { 'x-llm-stream': 'complete' } },
  ],
];

describe('a caller who hangs up', () => {
  it.each(STAGES)('%s cancels the provider at once, and nobody else is asked', async (_, behave, body, manner = {}) => {
    house.runpod.script(behave);
    expect(await hangUp(body, manner)).toBeLessThan(1_000);
    await until(() => house.calls().length > 0);
    expect(house.calls()).toMatchObject([{ provider: 'runpod', outcome: 'aborted', errorClass: 'aborted' }]);
    expect(house.cerebras.requests).toHaveLength(0);
  });

  it.each<[string, Behaviour]>([
    ['that stands still', stalledStream(words())],
    ['that goes on', babblingStream(words(), chunk({ content: 'x' }), 20)],
  ])('in the middle of a stream %s cancels it at once, and pays for what was said', async (_, behave) => {
    house.runpod.script(behave);
    expect(await hangUp({ stream: true }, { reads: true })).toBeLessThan(1_000);
    await until(() => house.calls().length > 0);
    expect(house.calls()).toHaveLength(1);
    const [call] = house.calls();
    expect(call).toMatchObject({ outcome: 'aborted', errorClass: 'aborted', usageSource: 'estimated' });
    expect(call?.completionTokens).toBeGreaterThan(0);
    expect(house.cerebras.requests).toHaveLength(0);
  });

  it('often is not the provider’s fault', async () => {
    for (let round = 1; round <= 12; round++) {
      house.runpod.script(round % 2 === 0 ? stalledStream(words()) : silent);
      await hangUp({ stream: true }, { reads: round % 2 === 0 });
    }
    await until(() => house.calls().length === 12);
    expect(await breakersOf(house)).toEqual({ runpod: 'closed', cerebras: 'closed' });
    house.runpod.script(answer());
    expect((await house.chat({ model: 'runpod' })).status).toBe(200);
  });

  it('while a 429 is waited out ends the waiting', async () => {
    house.runpod.script(failure(429, { 'retry-after': '1' }), answer());
    const controller = new AbortController();
    const answered = house.chat({ model: 'cost_optimized' }, {}, controller.signal).catch(() => undefined);
    await until(() => house.calls().length === 1);
    controller.abort();
    await answered;
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect(house.runpod.requests).toHaveLength(1);
    expect(house.calls()).toHaveLength(1);
  });

  it('while a probe is under way does not keep the provider out for ever', async () => {
    let now = 0;
    house.reset(() => now);
    house.runpod.script(failure(401));
    await house.chat({ model: 'cost_optimized' });
    now += 10_000;
    expect(await breakersOf(house)).toMatchObject({ runpod: 'half_open' });
    house.runpod.script(stalledStream(words()));
    await hangUp({ stream: true }, { reads: true });
    await until(async () => (await breakersOf(house)).runpod === 'half_open');
    house.runpod.script(answer());
    expect((await house.chat({ model: 'cost_optimized' })).headers.get('x-llm-provider')).toBe('runpod');
    expect(await breakersOf(house)).toMatchObject({ runpod: 'closed' });
  });
});
