import { setTimeout } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  goodAnswer,
  endlessStream,
  chunk,
  completion,
  finishChunk,
  json,
  late,
  silent,
  silentAfterHeaders,
  silentMidBody,
  stalledStream,
  stream,
  TEXT,
  USAGE,
  textChunks,
} from '../../support/provider-responses.js';
import type { ScriptedResponse } from '../../support/provider-double.js';
import { type Reply, textOf, useLlmService } from '../../support/llm-service.js';

const DEADLINE_MS = 3_000;
const PATIENCE_MS = 500;
/** Far below how long a provider stays silent, far above what a busy machine needs. */
const BOUND_MS = 15_000;
const HELD_BACK = { 'x-llm-stream': 'complete' };
const role = chunk({ role: 'assistant', content: '' });
const comment = { bytes: ': still here\n\n' };

const service = useLlmService({
  LLM_DEADLINE_MS: String(DEADLINE_MS),
  LLM_CONNECT_TIMEOUT_MS: '500',
  LLM_FIRST_TOKEN_TIMEOUT_MS: String(PATIENCE_MS),
  LLM_IDLE_TIMEOUT_MS: String(PATIENCE_MS),
});

beforeEach(() => {
  service.reset();
});

/** An answer whose body goes on and on, without a pause that is long enough for silence. */
const drip =
  (status: number, piece: string): ScriptedResponse =>
  async ({ response, signal }) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    while (!signal.aborted) {
      response.write(piece);
      await setTimeout(50, undefined, { signal });
    }
  };

/** The time that `promise` takes, with what it gives. */
async function timed<T>(promise: Promise<T>): Promise<[T, number]> {
  const startedAt = performance.now();
  return [await promise, performance.now() - startedAt];
}

/** Checks that the silent provider was cut off, and that the next call to it succeeds. */
async function expectRecovery(): Promise<void> {
  await service.runpod.waitFor((requests) => requests.every(({ wasCancelled }) => wasCancelled));
  service.runpod.script(goodAnswer());
  expect((await service.chat({ model: 'runpod' })).status).toBe(200);
  expect(service.runpod.requests).toHaveLength(1);
}

function expectAnswerOfCerebras(reply: Reply): void {
  expect(reply.status).toBe(200);
  expect(reply.headers.get('x-llm-provider')).toBe('cerebras');
  expect(reply.headers.get('x-llm-fallback-reason')).toBe('silent');
  expect(service.runpod.requests).toHaveLength(1);
  expect(service.ledgerRows()).toMatchObject([
    { provider: 'runpod', outcome: 'error', errorClass: 'silent', status: null, usageSource: 'none' },
    { provider: 'cerebras', outcome: 'ok' },
  ]);
}

describe('before the first token', () => {
  it.each<[string, ScriptedResponse]>([
    ['says nothing', silent],
    ['says nothing after its headers', silentAfterHeaders],
    ['says its role and nothing more', stalledStream([role])],
    ['sends comments alone', endlessStream([], comment, 50)],
    ['sends empty deltas alone', endlessStream([role], chunk({ content: '' }), 50)],
    ['answers too late', late(PATIENCE_MS + 2_000, goodAnswer())],
  ])('a provider that %s is cut off, and the other one answers', async (_, behave) => {
    service.runpod.script(behave);
    const [reply, ms] = await timed(service.chat({ model: 'cost_optimized', stream: true }));
    expectAnswerOfCerebras(reply);
    expect(textOf(reply)).toBe(TEXT);
    expect(ms).toBeGreaterThan(PATIENCE_MS * 0.9);
    await expectRecovery();
  });
});

describe('an answer in one piece', () => {
  it.each<[string, ScriptedResponse]>([
    ['says nothing', silent],
    ['says nothing after its headers', silentAfterHeaders],
    ['stops in the middle', silentMidBody],
    ['answers after the deadline', late(DEADLINE_MS + 1_000, goodAnswer())],
  ])('of a provider that %s is had from the other one', async (_, behave) => {
    service.runpod.script(behave);
    expectAnswerOfCerebras(await service.chat({ model: 'cost_optimized' }));
    await expectRecovery();
  });

  it.each<[string, ScriptedResponse]>([
    ['sends white space alone', drip(200, ' ')],
    ['sends blank lines alone', drip(200, '\n')],
    ['sends the page of an error without an end', drip(500, '<p>')],
    ['sends the words of a refusal without an end', drip(401, ' no')],
  ])('of a provider that %s is had from the other one in time', async (_, behave) => {
    service.runpod.script(behave);
    expectAnswerOfCerebras(await service.chat({ model: 'cost_optimized' }));
    await expectRecovery();
  });

  it.each<[string, ScriptedResponse]>([
    ['sends white space alone', drip(200, ' ')],
    ['sends the page of an error without an end', drip(500, '<p>')],
  ])('in place of a stream, of a provider that %s, is had from the other one in time', async (_, behave) => {
    service.runpod.script(behave);
    expectAnswerOfCerebras(await service.chat({ model: 'cost_optimized', stream: true }));
    await expectRecovery();
  });

  it('may come late, within the deadline and when no other provider is left', async () => {
    service.runpod.script(late(DEADLINE_MS - 1_000, goodAnswer()));
    expect((await service.chat({ model: 'runpod' })).status).toBe(200);
  });

  it('may be large, and come slowly', async () => {
    const content = 'x'.repeat(200_000);
    const text = JSON.stringify({ ...completion(content), usage: USAGE });
    service.runpod.script(async ({ response }) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
      for (let at = 0; at < text.length; at += 50_000) {
        response.write(text.slice(at, at + 50_000));
        await setTimeout(100);
      }
      response.end();
    });
    expect((await service.chat({ model: 'runpod' })).text).toBe(text);
  });
});

describe('between tokens', () => {
  const STALLS: [string, ScriptedResponse][] = [
    ['stops', stalledStream(textChunks())],
    ['sends comments alone', endlessStream(textChunks(), comment, 50)],
    ['sends empty deltas alone', endlessStream(textChunks(), chunk({}), 50)],
    ['sends calls of no tool', endlessStream(textChunks(), chunk({ tool_calls: [] }), 50)],
  ];

  it.each(STALLS)('a stream that %s ends with an error', async (_, behave) => {
    service.runpod.script(behave);
    const reply = await service.chat({ model: 'cost_optimized', stream: true });
    expect(textOf(reply)).toContain(TEXT);
    expect(reply.events).not.toContain('[DONE]');
    expect(JSON.parse(reply.events.at(-1)!)).toMatchObject({ error: { details: { error: 'silent' } } });
    expect(service.ledgerRows()).toMatchObject([
      { outcome: 'truncated', errorClass: 'silent', usageSource: 'estimated' },
    ]);
    await expectRecovery();
  });

  it.each(STALLS)('a stream that %s is rescued where it is held back', async (_, behave) => {
    service.runpod.script(behave);
    const reply = await service.chat({ model: 'cost_optimized', stream: true }, HELD_BACK);
    expect([textOf(reply), reply.events.at(-1)]).toEqual([TEXT, '[DONE]']);
    expect(reply.headers.get('x-llm-provider')).toBe('cerebras');
    await expectRecovery();
  });

  it('a stream that goes on may take longer than the deadline', async () => {
    const text = 'one two three four five six seven eight nine ten eleven twelve';
    service.runpod.script(stream([...textChunks(text), finishChunk(), '[DONE]'], 300));
    const [reply, ms] = await timed(service.chat({ model: 'runpod', stream: true }));
    expect([textOf(reply), reply.events.at(-1)]).toEqual([text, '[DONE]']);
    expect(ms).toBeGreaterThan(DEADLINE_MS);
  });

  it.each([{}, HELD_BACK])('a stream that goes silent after its last token is complete (%j)', async (headers) => {
    service.runpod.script(stalledStream([...textChunks(), finishChunk()]));
    const reply = await service.chat({ model: 'runpod', stream: true }, headers);
    expect([textOf(reply), reply.events.at(-1)]).toEqual([TEXT, '[DONE]']);
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok', usageSource: 'estimated' }]);
    await expectRecovery();
  });

  it('a stream that is held back may not', async () => {
    service.runpod.script(endlessStream([role], chunk({ content: 'more ' }), 100));
    const reply = await service.chat({ model: 'runpod', stream: true }, HELD_BACK);
    expect(reply.status).toBe(504);
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'truncated', errorClass: 'deadline' }]);
    await expectRecovery();
  });
});

describe('where all are silent', () => {
  it.each([false, true])(
    'the caller gets an error within the deadline, and no provider is called twice (stream: %s)',
    async (isStream) => {
      for (const provider of [service.runpod, service.cerebras]) provider.script(silent);
      const [reply, ms] = await timed(service.chat({ model: 'cost_optimized', stream: isStream }));
      expect(reply.body).toMatchObject({ error: { type: 'api_error', code: 'LLM_API_TIMEOUT' } });
      expect(reply.status).toBe(504);
      expect(ms).toBeLessThan(BOUND_MS);
      expect([service.runpod.requests.length, service.cerebras.requests.length]).toEqual([1, 1]);
      await service.cerebras.waitFor(([request]) => request?.wasCancelled === true);
      await expectRecovery();
    },
  );

  it('an answer that comes after the deadline is not waited for', async () => {
    service.runpod.script(late(DEADLINE_MS + 500, json(200, completion(TEXT))));
    const { status, body } = await service.chat({ model: 'runpod' });
    expect(body).toMatchObject({ error: { code: 'RUNPOD_API_TIMEOUT' } });
    expect(status).toBe(504);
    expect(service.ledgerRows()).toMatchObject([{ errorClass: 'deadline', outcome: 'error' }]);
    await expectRecovery();
  });
});
