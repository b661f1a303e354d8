import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  goodAnswer,
  cutBeforeHeaders,
  cutInHeaders,
  cutMidBody,
  cutStream,
  failure,
  finishChunk,
  silent,
  silentAfterHeaders,
  silentMidBody,
  stalledStream,
  stream,
  textChunks,
} from '../../support/provider-responses.js';
import type { ScriptedResponse } from '../../support/provider-double.js';
import { useLlmService } from '../../support/llm-service.js';
import { until } from '../../support/until.js';

const FAULTS: ScriptedResponse[] = [
  cutBeforeHeaders,
  cutInHeaders,
  cutMidBody,
  cutStream(textChunks()),
  failure(500),
  failure(429),
  silent,
  silentAfterHeaders,
  silentMidBody,
  stalledStream(textChunks()),
  stalledStream([...textChunks(), finishChunk()]),
  stream(textChunks()),
  stream([...textChunks(), finishChunk()]),
  stream(['garbage', 'garbage']),
];

/** A call may begin before the one that was given up is gone. */
const POOLED = 3;

const service = useLlmService({
  // Background jobs start and end timers of their own.
  ROLE: 'web',
  LLM_DEADLINE_MS: '1000',
  LLM_FIRST_TOKEN_TIMEOUT_MS: '200',
  LLM_IDLE_TIMEOUT_MS: '200',
});
const warnings: Error[] = [];
const noteWarning = (warning: Error) => warnings.push(warning);

beforeAll(() => {
  process.on('warning', noteWarning);
});

beforeEach(() => {
  service.reset();
});

afterAll(() => {
  process.off('warning', noteWarning);
});

/** How many timers run that keep the process alive. */
function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}

/** Asks with both kinds of requests, and as one who hangs up. */
async function suffer(behave: ScriptedResponse): Promise<void> {
  for (const [isStream, isPatient] of [
    [false, true],
    [true, true],
    [true, false],
    [false, false],
  ]) {
    service.reset();
    service.runpod.script(behave);
    const hangUp = new AbortController();
    const answered = service
      .chat({ model: 'cost_optimized', stream: isStream }, {}, hangUp.signal)
      .catch(() => undefined);
    await service.runpod.waitFor(({ length }) => length > 0);
    if (isPatient !== true) hangUp.abort();
    await answered;
  }
}

describe('After every fault', () => {
  it('no timer and no connection stays behind', async () => {
    for (let call = 0; call < 3; call++) await service.chat({ model: 'cost_optimized', stream: call % 2 === 0 });
    const timersBefore = timers();
    for (const behave of FAULTS) await suffer(behave);
    await until(() => timers() <= timersBefore, 5_000);
    service.reset();
    // What is left are pooled connections that are idle: hardly more than one call at a time was made.
    await until(async () => (await service.runpod.connections()) <= POOLED, 5_000);
    await until(async () => (await service.cerebras.connections()) <= POOLED, 5_000);
    expect((await service.chat({ model: 'runpod' })).status).toBe(200);
  }, 60_000);

  it('and after many at once, all of them are free for others', async () => {
    const stalled = [silent, stalledStream(textChunks()), cutMidBody, cutStream(textChunks())];
    service.runpod.script(...Array.from({ length: 50 }, () => stalled).flat(), goodAnswer());
    const pending = Array.from({ length: 200 }, (_, index) =>
      service.chat({ model: 'runpod', stream: index % 2 === 0 }),
    );
    await Promise.all(pending);
    service.reset();
    const startedAt = performance.now();
    const replies = await Promise.all(Array.from({ length: 50 }, () => service.chat({ model: 'runpod' })));
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200]));
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  }, 60_000);

  it('no warning of leaks was given', () => {
    expect(warnings.filter(({ name }) => name.startsWith('MaxListeners'))).toEqual([]);
  });
});
