import { beforeEach, describe, expect, it } from 'vitest';
import {
  goodAnswer,
  endlessStream,
  chunk,
  failure,
  silent,
  silentAfterHeaders,
  stalledStream,
  textChunks,
} from '../../support/provider-responses.js';
import type { ScriptedResponse } from '../../support/provider-double.js';
import { breakersOf, MESSAGES, CHAT_PATH, useLlmService } from '../../support/llm-service.js';
import { until } from '../../support/until.js';

const service = useLlmService();

beforeEach(() => {
  service.reset();
});

/**
 * Calls RunPod first, disconnects as soon as it has the request (or some of the answer where `reads`), and waits until the
 * call to RunPod is cancelled.
 */
async function hangUp(body: object, { reads = false, headers = {} } = {}): Promise<void> {
  const earlier = service.runpod.requests.length;
  const controller = new AbortController();
  const answered = fetch(`${service.url}${CHAT_PATH}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model: 'cost_optimized', messages: MESSAGES, ...body }),
    signal: controller.signal,
  });
  answered.catch(() => undefined);
  await service.runpod.waitFor((requests) => requests.length > earlier);
  if (reads) await (await answered).body?.getReader().read();
  controller.abort();
  await service.runpod.waitFor((requests) => requests.at(-1)?.wasCancelled === true);
}

const STAGES: [name: string, behave: ScriptedResponse, body: object, manner?: object][] = [
  ['while the provider is silent', silent, {}],
  ['while it is silent after its headers', silentAfterHeaders, {}],
  ['before the first token of a stream', stalledStream(textChunks().slice(0, 1)), { stream: true }],
  [
    'while a stream is held back',
    endlessStream(textChunks(), chunk({ content: 'x' }), 20),
    { stream: true },
    { headers: { 'x-llm-stream': 'complete' } },
  ],
];

describe('A caller who disconnects', () => {
  it.each(STAGES)(
    '%s cancels the provider at once, and no other provider is called',
    async (_, behave, body, manner = {}) => {
      service.runpod.script(behave);
      await hangUp(body, manner);
      await until(() => service.ledgerRows().length > 0);
      expect(service.ledgerRows()).toMatchObject([{ provider: 'runpod', outcome: 'aborted', errorClass: 'aborted' }]);
      expect(service.cerebras.requests).toHaveLength(0);
    },
  );

  it.each<[string, ScriptedResponse]>([
    ['that stands still', stalledStream(textChunks())],
    ['that goes on', endlessStream(textChunks(), chunk({ content: 'x' }), 20)],
  ])(
    'in the middle of a stream %s cancels it at once, and the tokens sent so far are in the ledger',
    async (_, behave) => {
      service.runpod.script(behave);
      await hangUp({ stream: true }, { reads: true });
      await until(() => service.ledgerRows().length > 0);
      expect(service.ledgerRows()).toHaveLength(1);
      const [call] = service.ledgerRows();
      expect(call).toMatchObject({ outcome: 'aborted', errorClass: 'aborted', usageSource: 'estimated' });
      expect(call?.completionTokens).toBeGreaterThan(0);
      expect(service.cerebras.requests).toHaveLength(0);
    },
  );

  it('often is not the provider’s fault', async () => {
    for (let round = 1; round <= 12; round++) {
      service.runpod.script(round % 2 === 0 ? stalledStream(textChunks()) : silent);
      await hangUp({ stream: true }, { reads: round % 2 === 0 });
    }
    await until(() => service.ledgerRows().length === 12);
    expect(await breakersOf(service)).toEqual({ runpod: 'closed', cerebras: 'closed' });
    service.runpod.script(goodAnswer());
    expect((await service.chat({ model: 'runpod' })).status).toBe(200);
  });

  it('while a 429 is waited out ends the waiting', async () => {
    service.runpod.script(failure(429, { 'retry-after': '1' }), goodAnswer());
    const controller = new AbortController();
    const answered = service.chat({ model: 'cost_optimized' }, {}, controller.signal).catch(() => undefined);
    await until(() => service.ledgerRows().length === 1);
    controller.abort();
    await answered;
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    expect(service.runpod.requests).toHaveLength(1);
    expect(service.ledgerRows()).toHaveLength(1);
  });

  it('while a probe is under way does not keep the provider out for ever', async () => {
    let now = 0;
    service.reset(() => now);
    service.runpod.script(failure(401));
    await service.chat({ model: 'cost_optimized' });
    now += 10_000;
    expect(await breakersOf(service)).toMatchObject({ runpod: 'half_open' });
    service.runpod.script(stalledStream(textChunks()));
    await hangUp({ stream: true }, { reads: true });
    await until(async () => (await breakersOf(service)).runpod === 'half_open');
    service.runpod.script(goodAnswer());
    expect((await service.chat({ model: 'cost_optimized' })).headers.get('x-llm-provider')).toBe('runpod');
    expect(await breakersOf(service)).toMatchObject({ runpod: 'closed' });
  });
});
