import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { longestTurn } from '../../support/longest-turn.js';
import {
  chunk,
  completion,
  endlessBody,
  finishChunk,
  goodAnswer,
  json,
  jsonText,
  raw,
  stream,
  TEXT,
  USAGE,
} from '../../support/provider-responses.js';
import type { ScriptedResponse } from '../../support/provider-double.js';
import { breakersOf, textOf, useLlmService } from '../../support/llm-service.js';

const KIB = 1_024;
const MIB = 1_024 * KIB;
const service = useLlmService({
  ...{
    LLM_MAX_ANSWER_BYTES: String(256 * KIB),
    LLM_MAX_STREAM_BYTES: String(MIB),
    LLM_MAX_HELD_BYTES: String(8 * MIB),
  },
  LLM_FIRST_TOKEN_TIMEOUT_MS: '5000',
});

beforeEach(() => {
  service.reset();
});

const JSON_TYPE = { 'content-type': 'application/json' };
const EVENTS = { 'content-type': 'text/event-stream' };
const HELD_BACK = { 'x-llm-stream': 'complete' };
const event = (data: object) => `data: ${JSON.stringify(data)}\n\n`;
const WORDS = event(chunk({ content: 'word '.repeat(100) }));
const bomb = (text: string) => gzipSync(text.padEnd(64 * MIB, ' '));
const ask = (more: object = {}, headers: Record<string, string> = {}) =>
  service.chat({ model: 'cost_optimized', ...more }, headers);

const ENDLESS: [name: string, behave: ScriptedResponse][] = [
  ['has no end', endlessBody('{"choices":', JSON_TYPE)],
  ['names a length that is too large', raw(200, JSON.stringify(completion('x'.repeat(300 * KIB))), JSON_TYPE)],
  ['is small until it is decoded', raw(200, bomb('{"choices":'), { ...JSON_TYPE, 'content-encoding': 'gzip' })],
];

describe.each(ENDLESS)('an answer in one piece that %s', (_, behave) => {
  it('is cut off, and had elsewhere', async () => {
    service.runpod.script(behave);
    const reply = await ask();
    expect(reply.body).toMatchObject({ choices: [{ message: { content: TEXT } }] });
    expect(service.ledgerRows()[0]).toMatchObject({ provider: 'runpod', outcome: 'error', errorClass: 'too_large' });
  });
});

const ENDLESS_STREAMS: [name: string, behave: ScriptedResponse][] = [
  ['has no end', endlessBody(WORDS)],
  ['has an event without an end', endlessBody('data: word word ')],
  ['has an event of lines without an end', endlessBody('data: word\n')],
  ['is of comments', endlessBody(': nothing\n\n')],
  ['is of empty chunks', endlessBody(event(chunk({})))],
  ['is small until it is decoded', raw(200, bomb('data: '), { ...EVENTS, 'content-encoding': 'gzip' })],
];

describe.each(ENDLESS_STREAMS)('a stream that %s', (_, behave) => {
  it('that is held back is had elsewhere', async () => {
    service.runpod.script(behave);
    const reply = await ask({ stream: true }, HELD_BACK);
    expect([textOf(reply), reply.events.at(-1)]).toEqual([TEXT, '[DONE]']);
    expect(service.ledgerRows()[0]).toMatchObject({ provider: 'runpod', errorClass: 'too_large' });
    expect(service.ledgerRows().at(-1)).toMatchObject({ provider: 'cerebras', outcome: 'ok' });
  });
});

describe('a stream without an end that is passed on', () => {
  it('ends with an error, and what came is counted', async () => {
    service.runpod.script(endlessBody(WORDS));
    const reply = await ask({ stream: true });
    expect(JSON.parse(reply.events.at(-1)!)).toMatchObject({ error: { details: { error: 'too_large' } } });
    const [row] = service.ledgerRows();
    expect(row).toMatchObject({ outcome: 'truncated', errorClass: 'too_large', usageSource: 'estimated' });
    // A megabyte of which each event has 500 characters in 100 words.
    const words = 100 * (reply.events.length - 1);
    expect(row!.completionTokens).toBeGreaterThan(words * 0.9);
    expect(row!.completionTokens).toBeLessThan(words * 1.2);
  });
});

describe('an error without an end', () => {
  it.each([
    [500, 'server_error'],
    [503, 'unavailable'],
    [400, 'refused'],
  ])('is known by its status %i', async (status, errorClass) => {
    for (const isStream of [false, true]) {
      service.reset();
      service.runpod.script(endlessBody('{"error":', JSON_TYPE, status));
      await ask({ stream: isStream });
      await service.runpod.waitFor(([request]) => request?.wasCancelled === true);
      expect(service.ledgerRows()[0]).toMatchObject({ provider: 'runpod', errorClass, status });
    }
  });
});

it('what one caller asks for opens no breaker of others', async () => {
  service.runpod.script(endlessBody('{"choices":', JSON_TYPE));
  for (let call = 0; call < 6; call++) await ask();
  expect(await breakersOf(service)).toMatchObject({ runpod: 'closed' });
});

describe('the memory for answers that are held back', () => {
  const LONG = stream(
    [...Array.from({ length: 8 }, () => chunk({ content: 'x'.repeat(100 * KIB) })), finishChunk(), '[DONE]'],
    40,
  );

  it('is shared, and what finds none is refused for a moment', async () => {
    service.runpod.script((call) => (call.body.stream === true ? LONG(call) : goodAnswer()(call)));
    const held = Promise.all(Array.from({ length: 4 }, () => ask({ model: 'runpod', stream: true }, HELD_BACK)));
    await service.runpod.received(4);
    expect((await ask()).status).toBe(200);
    const replies = await held;
    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([200, 503]));
    const refused = replies.filter(({ status }) => status === 503);
    expect(Number(refused[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await ask({ model: 'runpod', stream: true }, HELD_BACK)).status).toBe(200);
    expect(await breakersOf(service)).toMatchObject({ runpod: 'closed' });
  });
});

describe('a long answer', () => {
  const LONG_TEXT = 'word '.repeat(40_000);

  it('is read as a short one is', async () => {
    service.runpod.script(json(200, { ...completion(LONG_TEXT), usage: USAGE }));
    expect((await ask()).body).toMatchObject({ choices: [{ message: { content: LONG_TEXT } }] });
    service.runpod.script(stream([chunk({ content: LONG_TEXT }), finishChunk('stop', { usage: USAGE }), '[DONE]']));
    expect(textOf(await ask({ stream: true }))).toBe(LONG_TEXT);
    const ok = { outcome: 'ok', usageSource: 'provider', completionTokens: 10 };
    expect(service.ledgerRows()).toMatchObject([ok, ok]);
  });

  it.each([false, true])('that has to be changed keeps its log probabilities (stream: %s)', async (isStream) => {
    const token = { token: 'word ', logprob: -0.25, bytes: [119], top_logprobs: [] };
    const logprobs = { content: Array.from({ length: 500 }, () => token) };
    const [choice] = completion(LONG_TEXT, {}, 'END_TURN').choices;
    const parts = [{ ...chunk({}), choices: [{ index: 1, delta: { content: LONG_TEXT }, logprobs }] }];
    service.runpod.script(
      isStream
        ? stream([...parts, { ...chunk({}), choices: [{ index: 1, delta: {}, finish_reason: 'stop' }] }, '[DONE]'])
        : json(200, { ...completion(LONG_TEXT), choices: [{ ...choice, logprobs }] }),
    );
    const reply = await ask({ stream: isStream, logprobs: true });
    const answer = (isStream ? JSON.parse(reply.events[0]!) : reply.body) as { choices: object[] };
    expect(answer.choices).toMatchObject([{ index: 0, logprobs }]);
  });

  it('that is an error is read as one', async () => {
    service.runpod.script(jsonText(JSON.stringify({ error: { message: 'x'.repeat(100 * KIB), code: 429 } })));
    await ask();
    expect(service.ledgerRows()[0]).toMatchObject({ errorClass: 'rate_limited' });
  });

  it.each([
    ['brackets', '['.repeat(120 * KIB) + ']'.repeat(120 * KIB)],
    ['objects', `[${'{},'.repeat(80 * KIB)}{}]`],
    ['names', `{${Array.from({ length: 20_000 }, (_, index) => `"k${index}":1`).join(',')}}`],
  ])('of nothing but %s holds no other request', async (_, text) => {
    service.runpod.script(jsonText(text));
    await ask();
    service.runpod.script(raw(200, `data: ${text}\n\n`, EVENTS));
    await ask({ stream: true });
    service.reset();
    service.runpod.script(jsonText(text));
    expect(await longestTurn(ask())).toBeLessThan(50);
    service.runpod.script(raw(200, `data: ${text}\n\n`, EVENTS));
    expect(await longestTurn(ask({ stream: true }))).toBeLessThan(50);
    expect(textOf(await ask({ stream: true }))).toBe(TEXT);
  });
});
