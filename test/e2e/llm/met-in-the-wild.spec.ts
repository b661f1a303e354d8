import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AppLogger } from '../../../src/telemetry/app.logger.js';
import type { ScriptedResponse } from '../../support/provider-double.js';
import {
  chunk,
  completion,
  cutStream,
  eventsOf,
  finishChunk,
  json,
  raw,
  stream,
  type StreamPart,
  stalledStream,
  TEXT,
  textChunks,
  USAGE,
  usageChunk,
} from '../../support/provider-responses.js';
import { type Reply, textOf, useLlmService } from '../../support/llm-service.js';

const service = useLlmService({ LLM_IDLE_TIMEOUT_MS: '300', LLM_FIRST_TOKEN_TIMEOUT_MS: '500' });

beforeEach(() => {
  service.reset();
});

const EVENTS = { 'content-type': 'text/event-stream' };
const JSON_TYPE = { 'content-type': 'application/json' };
const HELD_BACK = { 'x-llm-stream': 'complete' };
const WHOLE: StreamPart[] = [...textChunks(), finishChunk(), usageChunk(), '[DONE]'];
const ANSWER = { ...completion(TEXT), usage: USAGE };

const ask = (isStream: boolean, more: object = {}, headers: Record<string, string> = {}) =>
  service.chat({ model: 'cost_optimized', stream: isStream, ...more }, headers);
const with_ = (parts: object[], more: object) => parts.map((part) => ({ ...part, ...more }));
const sse = (text: string | Buffer, headers: Record<string, string> = EVENTS) => raw(200, text, headers);

function contentOf(reply: Reply): string {
  if (reply.events.length > 0) return textOf(reply);
  const { choices } = reply.body as { choices: { message: { content: string } }[] };
  return choices[0]!.message.content;
}

function expectWholeAnswer(reply: Reply, row: object = {}): void {
  expect(reply.status).toBe(200);
  expect(contentOf(reply)).toBe(TEXT);
  if (reply.events.length > 0) expect(reply.events.at(-1)).toBe('[DONE]');
  const ok = { provider: 'runpod', outcome: 'ok', errorClass: null, promptTokens: 20, completionTokens: 10 };
  expect(service.ledgerRows()).toMatchObject([{ ...ok, usageSource: 'provider', ...row }]);
}

const prettyEvent = (data: object) =>
  JSON.stringify(data, null, 1)
    .split('\n')
    .map((line) => `data: ${line}\n`)
    .join('') + '\n';

const ENCODINGS: [name: string, encode: (text: string) => Buffer][] = [
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['GZIP', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
  ['br, gzip', (text) => gzipSync(brotliCompressSync(text))],
  ['identity', (text) => Buffer.from(text)],
  ['', (text) => Buffer.from(text)],
];

const NO_ERRORS = ['', null, false, {}, [], { message: '', code: null }, { code: 0, message: 'ok' }];

describe('a stream is read as usual', () => {
  const events = eventsOf(WHOLE);
  const fromEvents: [name: string, behave: ScriptedResponse][] = [
    [
      'with an empty finish_reason until the last',
      stream([...with_(textChunks(), {}).map(emptyReason), ...WHOLE.slice(-3)]),
    ],
    ['whose last event has no blank line', sse(eventsOf(WHOLE.slice(0, -1)) + 'data: [DONE]')],
    [
      'whose last event with a finish_reason has no blank line',
      sse(eventsOf([...textChunks(), usageChunk()]) + `data: ${JSON.stringify(finishChunk())}`),
    ],
    ['with CR', sse(eventsOf(WHOLE, '\r'))],
    ['with CRLF', sse(eventsOf(WHOLE, '\r\n'))],
    ['with a byte order mark', sse('\uFEFF' + events)],
    ['behind a line of JSON', sse(`{"status":"queued"}\n\n${events}`)],
    ['without spaces', sse(events.replaceAll('data: ', 'data:'))],
    [
      'with data over several lines',
      sse(
        WHOLE.slice(0, -1)
          .map((part) => prettyEvent(part as object))
          .join('') + 'data: [DONE]\n\n',
      ),
    ],
    ['with several chunks in one event', sse(events.replaceAll('\n\n', '\n'))],
    [
      'with its own fields between',
      sse(events.replaceAll('data:', 'id: 1\nevent: message\nretry: 5\nunknown: x\n: comment\ndata:')),
    ],
  ];
  it.each(fromEvents)('%s', async (_, behave) => {
    service.runpod.script(behave);
    expectWholeAnswer(await ask(true));
  });

  it.each([
    'Text/Event-Stream',
    'TEXT/EVENT-STREAM; Charset=UTF-8',
    'text/event-stream;charset=utf-8',
    'text/plain; charset=utf-8',
    'application/octet-stream',
    'application/x-ndjson',
    'application/json',
    undefined,
  ])('as %s', async (type) => {
    service.runpod.script(sse(events, type === undefined ? {} : { 'content-type': type }));
    expectWholeAnswer(await ask(true));
  });

  it.each(ENCODINGS)('encoded as %j', async (name, encode) => {
    service.runpod.script(sse(encode(events), { ...EVENTS, 'content-encoding': name }));
    expectWholeAnswer(await ask(true));
  });

  it('with status 201', async () => {
    service.runpod.script(raw(201, events, EVENTS));
    expectWholeAnswer(await ask(true));
  });

  it.each(NO_ERRORS)('with %j as its error', async (error) => {
    service.runpod.script(stream([...with_(WHOLE.slice(0, -1) as object[], { error }), '[DONE]']));
    expectWholeAnswer(await ask(true));
  });
});

describe('an answer in one piece is read as usual', () => {
  it.each(ENCODINGS)('encoded as %j', async (name, encode) => {
    service.runpod.script(raw(200, encode(JSON.stringify(ANSWER)), { ...JSON_TYPE, 'content-encoding': name }));
    expectWholeAnswer(await ask(false));
  });

  it.each(NO_ERRORS)('with %j as its error', async (error) => {
    service.runpod.script(json(200, { ...ANSWER, error }));
    const reply = await ask(false);
    expectWholeAnswer(reply);
    expect((reply.body as { error?: unknown }).error ?? null).toBeNull();
  });

  it.each([200, 201, 203])('with status %d', async (status) => {
    service.runpod.script(json(status, ANSWER));
    expectWholeAnswer(await ask(false));
  });

  it('with a byte order mark, with and without a length', async () => {
    const text = '\uFEFF' + JSON.stringify(ANSWER);
    service.runpod.script(raw(200, text, { ...JSON_TYPE, 'content-length': String(Buffer.byteLength(text)) }));
    expectWholeAnswer(await ask(false));
    service.reset();
    service.runpod.script(raw(200, text, { ...JSON_TYPE, 'transfer-encoding': 'chunked' }));
    expectWholeAnswer(await ask(false));
  });
});

describe('an error is read in any encoding', () => {
  it.each(ENCODINGS)('%j', async (name, encode) => {
    const error = encode(JSON.stringify({ error: { message: 'slow down', code: 429 } }));
    service.runpod.script(raw(200, error, { ...JSON_TYPE, 'content-encoding': name }));
    for (const isStream of [false, true]) {
      service.ledgerRows().length = 0;
      expect(contentOf(await ask(isStream))).toBe(TEXT);
      expect(service.ledgerRows()[0]).toMatchObject({ errorClass: 'rate_limited', status: 429 });
      service.reset();
      service.runpod.script(raw(200, error, { ...JSON_TYPE, 'content-encoding': name }));
    }
  });

  it('that is none of the name, which is no answer', async () => {
    service.runpod.script(sse('no gzip', { ...EVENTS, 'content-encoding': 'gzip' }));
    expect(contentOf(await ask(true))).toBe(TEXT);
    expect(service.ledgerRows()[0]).toMatchObject({ provider: 'runpod', outcome: 'error', errorClass: 'malformed' });
  });
});

/** What ends a stream that is whole, but not as it should be. */
const FLAWED: [name: string, parts: StreamPart[], more: object][] = [
  ['has no finish_reason', [...textChunks(), usageChunk(), '[DONE]'], {}],
  ['has only empty ones', [...textChunks().map(emptyReason), usageChunk(), '[DONE]'], {}],
  ['has only the text null', [...textChunks().map((one) => withReason(one, 'null')), usageChunk(), '[DONE]'], {}],
  ['has one choice of two', WHOLE, { n: 2 }],
];

describe.each(FLAWED)('a stream that %s', (_, parts, more) => {
  it.each([{}, HELD_BACK])('is whole, ends with a reason, and is flagged in the ledger', async (headers) => {
    service.runpod.script(stream(parts));
    const reply = await ask(true, more, headers);
    expectWholeAnswer(reply, { errorClass: 'flawed' });
    const reasons = reply.events.slice(0, -1).flatMap((event) => reasonsIn(event));
    expect(reasons.at(-1)).toBe('stop');
  });

  it('is broken if it is cut before its end', async () => {
    service.runpod.script(cutStream(parts.slice(0, 3)));
    const reply = await ask(true, more);
    expect(reply.events).not.toContain('[DONE]');
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'truncated', errorClass: 'broken_off' }]);
  });

  it('is broken if it pauses before its end', async () => {
    service.runpod.script(stalledStream(parts.slice(0, 3)));
    const reply = await ask(true, more);
    expect(reply.events).not.toContain('[DONE]');
    expect(JSON.parse(reply.events.at(-1)!)).toMatchObject({ error: { details: { error: 'silent' } } });
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'truncated', errorClass: 'silent' }]);
  });
});

describe('a stream with one unreadable chunk', () => {
  const parts = [...textChunks(), '{"choices":[{', ...WHOLE.slice(-3)];

  it('is passed on without it, and is flagged', async () => {
    service.runpod.script(stream(parts));
    expectWholeAnswer(await ask(true), { errorClass: 'flawed' });
  });

  it('is had elsewhere where it is held back, as a part may be missing', async () => {
    service.runpod.script(stream(parts));
    const reply = await ask(true, {}, HELD_BACK);
    expect([contentOf(reply), reply.headers.get('x-llm-provider')]).toEqual([TEXT, 'cerebras']);
    expect(service.ledgerRows()[0]).toMatchObject({ outcome: 'truncated', errorClass: 'malformed' });
  });
});

describe('a stream of messages in place of deltas', () => {
  const messages = (...texts: string[]) =>
    texts.map((content) => ({
      object: 'chat.completion.chunk',
      choices: [{ index: 0, message: { role: 'assistant', content } }],
    }));

  it.each<[string, object[]]>([
    ['of all of the answer', messages(TEXT)],
    ['each with a part', messages('The answer', ' of the provider')],
    ['each with all so far', messages('The answer', TEXT)],
    ['behind deltas that they repeat', [...textChunks(), ...messages(TEXT)]],
  ])('%s is passed on as deltas, and billed', async (_, chunks) => {
    service.runpod.script(stream([...chunks, finishChunk(), '[DONE]']));
    const reply = await ask(true);
    expect(textOf(reply)).toBe(TEXT);
    const [row] = service.ledgerRows();
    expect(row).toMatchObject({ outcome: 'ok', usageSource: 'estimated' });
    expect(row!.completionTokens).toBeGreaterThan(3);
  });
});

describe('an error behind the finish_reason', () => {
  const late = { error: { message: 'late words', code: 500 } };

  it.each([{}, HELD_BACK])('takes nothing from the answer, and is logged (%j)', async (headers) => {
    const logged = vi.spyOn(service.app.get(AppLogger), 'warn').mockImplementation(() => undefined);
    service.runpod.script(stream([...textChunks(), finishChunk(), usageChunk(), late]));
    const reply = await ask(true, {}, headers);
    expectWholeAnswer(reply, { errorClass: 'flawed' });
    expect(reply.text).not.toContain('late words');
    expect(logged).toHaveBeenCalledWith(
      expect.objectContaining({ provider: 'runpod', reason: 'late words' }),
      expect.any(String),
      expect.any(String),
    );
    logged.mockRestore();
  });
});

describe('an error that is no event of the standard', () => {
  const error = { code: 500, message: 'the engine died', type: 'server_error' };

  it.each<[string, string]>([
    ['is named in place of the field, as by llama.cpp', `error: ${JSON.stringify(error)}\n\n`],
    ['has no field', `${JSON.stringify({ error })}\n\n`],
    ['lies in an event of its own', `data: ${JSON.stringify({ msg: error.message, code: error.code })}\n\n`],
  ])('and %s breaks a stream, also before [DONE], and its words are logged', async (_, bytes) => {
    const logged = vi.spyOn(service.app.get(AppLogger), 'warn').mockImplementation(() => undefined);
    service.runpod.script(stream([...textChunks(), { bytes }, '[DONE]']));
    const reply = await ask(true);
    expect(reply.events).not.toContain('[DONE]');
    expect(JSON.parse(reply.events.at(-1)!)).toMatchObject({ error: { details: { error: 'server_error' } } });
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'truncated', errorClass: 'server_error' }]);
    expect(logged).toHaveBeenCalledWith(
      expect.objectContaining({ provider: 'runpod', reason: error.message }),
      expect.any(String),
      expect.any(String),
    );
    logged.mockRestore();
  });

  it('before the first word leads to another provider, as what it is', async () => {
    const tooLong = {
      code: 400,
      message: 'the request exceeds the available context size',
      type: 'invalid_request_error',
    };
    service.runpod.script(sse(`error: ${JSON.stringify(tooLong)}\n\n`));
    const reply = await ask(true);
    expect([contentOf(reply), reply.headers.get('x-llm-fallback-reason')]).toEqual([TEXT, 'context_length']);
  });
});

describe('an answer whose words cannot be read', () => {
  it('is had elsewhere, though it has an end', async () => {
    const two = textChunks()
      .map((one) => JSON.stringify(one))
      .join('');
    service.runpod.script(stream([two, finishChunk(), usageChunk(), '[DONE]']));
    const reply = await ask(true);
    expect([contentOf(reply), reply.headers.get('x-llm-provider')]).toEqual([TEXT, 'cerebras']);
  });
});

describe('events without choices', () => {
  it.each(['[]', '{}', '{"choices":null,"usage":null}', '{"choices":[],"usage":null}', '{"type":"ping"}'])(
    'such as %s are not passed on, however many there are',
    async (data) => {
      service.runpod.script(stream([data, ...textChunks(), data, finishChunk(), data, usageChunk(), '[DONE]']));
      const reply = await ask(true, {}, HELD_BACK);
      expectWholeAnswer(reply);
      expect(reply.events).not.toContain(data);
    },
  );
});

describe('a stream that says [DONE] without a finish_reason', () => {
  const call = (args: string) => ({ index: 0, id: 'c1', function: { name: 'weather', arguments: args } });

  it('is broken without a word of an answer', async () => {
    service.runpod.script(stream([chunk({ role: 'assistant', content: '' }), '[DONE]']));
    expect(contentOf(await ask(true))).toBe(TEXT);
    expect(service.ledgerRows()[0]).toMatchObject({ provider: 'runpod', errorClass: 'broken_off' });
  });

  it('is whole with a whole tool call, and broken with half of one', async () => {
    service.runpod.script(
      stream([chunk({ tool_calls: [call('{"a":')] }), chunk({ tool_calls: [call('1}')] }), '[DONE]']),
    );
    const reply = await ask(true);
    expect(reply.events.at(-1)).toBe('[DONE]');
    expect(reasonsIn(reply.events.at(-2)!)).toEqual(['tool_calls']);
    service.runpod.script(stream([chunk({ tool_calls: [call('{"a":')] }), '[DONE]']));
    expect((await ask(true)).events).not.toContain('[DONE]');
  });

  it('is broken with half of a structured output', async () => {
    const response_format = { type: 'json_object' };
    service.runpod.script(stream([chunk({ content: '{"a":' }), '[DONE]']));
    expect((await ask(true, { response_format })).events).not.toContain('[DONE]');
    service.runpod.script(stream([chunk({ content: '{"a":' }), chunk({ content: '1}' }), '[DONE]']));
    expect((await ask(true, { response_format })).events.at(-1)).toBe('[DONE]');
  });
});

describe('an envelope of a gateway', () => {
  const ENVELOPES: [name: string, around: (answer: object) => unknown][] = [
    ['data', (data) => ({ code: 0, msg: 'success', data })],
    ['data, beside a type', (data) => ({ type: 'ok', message: 'success', code: 200, data })],
    ['result', (result) => ({ success: true, errors: [], messages: [], result })],
    ['output, as a list', (output) => ({ id: 'job-1', status: 'COMPLETED', executionTime: 12, output: [output] })],
    ['body, as a text', (answer) => ({ statusCode: 200, headers: {}, body: JSON.stringify(answer) })],
    ['two names', (data) => ({ response: { data }, error: null })],
    ['a list of one', (data) => [{ data }]],
    ['a name beside no choices', (data) => ({ choices: null, data })],
  ];

  it.each(ENVELOPES)('called %s is taken off an answer, whether a stream was asked for or not', async (_, around) => {
    service.runpod.script(json(200, around(ANSWER)));
    for (const isStream of [false, true]) {
      service.ledgerRows().length = 0;
      const reply = await ask(isStream);
      expectWholeAnswer(reply);
      const body = isStream ? (JSON.parse(reply.events[0]!) as object) : (reply.body as object);
      expect(Object.keys(body).sort()).toEqual(['choices', 'created', 'id', 'model', 'object', ...usageOf(isStream)]);
    }
  });

  it.each(ENVELOPES)('called %s is taken off the chunks of a stream', async (_, around) => {
    const parts = (WHOLE.slice(0, -1) as object[]).map((part) => around(part) as object);
    service.runpod.script(stream([...parts, '[DONE]']));
    expectWholeAnswer(await ask(true));
  });

  it.each([false, true])('is taken off an error (stream: %s)', async (isStream) => {
    const error = { success: false, data: { error: { message: 'slow down', code: 429 } } };
    service.runpod.script(isStream ? stream([error, '[DONE]']) : json(200, error));
    expect(contentOf(await ask(isStream))).toBe(TEXT);
    expect(service.ledgerRows()[0]).toMatchObject({ provider: 'runpod', errorClass: 'rate_limited', status: 429 });
  });

  it('with an error of its own is that error', async () => {
    service.runpod.script(json(200, { error: { message: 'slow down', code: 429 }, data: ANSWER }));
    expect(contentOf(await ask(false))).toBe(TEXT);
    expect(service.ledgerRows()[0]).toMatchObject({ errorClass: 'rate_limited' });
  });

  it.each(['[', '{"data":'])('without an end (%s) is no answer', async (part) => {
    const close = part === '[' ? ']' : '}';
    service.runpod.script(raw(200, part.repeat(5_000) + '1' + close.repeat(5_000), JSON_TYPE));
    expect(contentOf(await ask(false))).toBe(TEXT);
    expect(service.ledgerRows()[0]).toMatchObject({ provider: 'runpod', errorClass: 'malformed' });
  });

  const usageOf = (isStream: boolean) => (isStream ? [] : ['usage']);
});

describe.each([false, true])('an answer in one piece (stream: %s)', (isStream) => {
  it.each<[string, object]>([
    ['in a delta', { delta: { role: 'assistant', content: TEXT } }],
    ['as a text alone', { text: TEXT }],
    ['as a message that is a text', { message: TEXT }],
  ])('that has its words %s is read as usual', async (_, choice) => {
    const choices = [{ index: 0, finish_reason: 'stop', ...choice }];
    service.runpod.script(json(200, { ...ANSWER, choices }));
    expectWholeAnswer(await ask(isStream));
  });

  it.each([
    ['is called a stream', JSON.stringify(ANSWER)],
    ['is called a stream, over several lines', JSON.stringify(ANSWER, null, 2)],
    ['is called a stream, behind blanks', `\uFEFF \r\n\n${JSON.stringify(ANSWER)}\n`],
    ['is called a stream, in an envelope', JSON.stringify({ data: ANSWER })],
    ['is called a stream, and is long', JSON.stringify({ ...ANSWER, more: 'x'.repeat(100_000) })],
  ])('that %s is read as usual', async (_, text) => {
    service.runpod.script(sse(text));
    expectWholeAnswer(await ask(isStream));
  });

  it('that is called a stream and holds an error is had elsewhere', async () => {
    service.runpod.script(sse(JSON.stringify({ error: { message: 'slow down', code: 429 } })));
    expect(contentOf(await ask(isStream))).toBe(TEXT);
    expect(service.ledgerRows()).toMatchObject([{ errorClass: 'rate_limited' }, { outcome: 'ok' }]);
  });

  it.each([undefined, null, ''])('has a role where its provider sends %j', async (role) => {
    const choices = [{ index: 0, finish_reason: 'stop', message: { role, content: TEXT } }];
    service.runpod.script(json(200, { ...ANSWER, choices }));
    const { body, events } = await ask(isStream);
    const { choices: sent } = (isStream ? JSON.parse(events[0]!) : body) as { choices: object[] };
    expect(sent).toMatchObject([{ [isStream ? 'delta' : 'message']: { role: 'assistant', content: TEXT } }]);
  });
});

describe('an answer in one piece', () => {
  it.each([null, '', 'null', undefined])('with %j as its finish_reason has stopped, and is flagged', async (reason) => {
    const choices = [{ ...completion(TEXT).choices[0]!, finish_reason: reason }];
    service.runpod.script(json(200, { ...ANSWER, choices }));
    const reply = await ask(false);
    expectWholeAnswer(reply, { errorClass: 'flawed' });
    expect(reply.body).toMatchObject({ choices: [{ finish_reason: 'stop' }] });
  });

  it('with one choice of two is flagged', async () => {
    service.runpod.script(json(200, ANSWER));
    expectWholeAnswer(await ask(false, { n: 2 }), { errorClass: 'flawed' });
  });
});

describe.each(['error', 'ERROR', 'abort', 'cancelled', 'network_error', 'insufficient_system_resource'])(
  'the finish_reason %s is a failure',
  (reason) => {
    it('of a stream', async () => {
      service.runpod.script(stream([...textChunks(), finishChunk(reason), '[DONE]']));
      expect((await ask(true)).events).not.toContain('[DONE]');
      expect(service.ledgerRows()).toMatchObject([{ outcome: 'truncated', errorClass: 'unavailable' }]);
      service.reset();
      service.runpod.script(stream([...textChunks(), finishChunk(reason), '[DONE]']));
      expect((await ask(true, {}, HELD_BACK)).headers.get('x-llm-provider')).toBe('cerebras');
    });

    it('of an answer in one piece', async () => {
      service.runpod.script(json(200, { ...completion(TEXT, {}, reason), usage: USAGE }));
      const reply = await ask(false);
      expect([contentOf(reply), reply.headers.get('x-llm-provider')]).toEqual([TEXT, 'cerebras']);
      expect(service.ledgerRows()[0]).toMatchObject({ provider: 'runpod', errorClass: 'unavailable' });
    });
  },
);

it('an error inside a choice is read as that error', async () => {
  const choice = {
    index: 0,
    delta: {},
    message: { content: '' },
    finish_reason: 'error',
    error: { code: 429, message: 'x' },
  };
  const body = { ...completion(''), choices: [choice] };
  service.runpod.script(json(200, body), stream([body, '[DONE]']));
  for (const isStream of [false, true]) expect(contentOf(await ask(isStream))).toBe(TEXT);
  const failed = service.ledgerRows().filter(({ provider }) => provider === 'runpod');
  expect(failed).toMatchObject([{ errorClass: 'rate_limited' }, { errorClass: 'rate_limited' }]);
});

describe('an answer in one piece to a request for a stream', () => {
  it('is handed on as one', async () => {
    service.runpod.script(json(200, ANSWER));
    const reply = await ask(true);
    expectWholeAnswer(reply);
    expect(JSON.parse(reply.events[0]!)).toMatchObject({ object: 'chat.completion.chunk' });
    expect(reply.text).not.toContain('usage');
    service.reset();
    service.runpod.script(json(200, ANSWER));
    const withUsage = await ask(true, { stream_options: { include_usage: true } }, HELD_BACK);
    expect(JSON.parse(withUsage.events.at(-2)!)).toMatchObject({ choices: [], usage: USAGE });
    expectWholeAnswer(withUsage);
  });

  it('keeps its tool calls', async () => {
    const tool_calls = [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{}' } }];
    service.runpod.script(json(200, completion(null, { tool_calls }, 'tool_calls')));
    expect(JSON.parse((await ask(true)).events[0]!)).toMatchObject({
      choices: [{ delta: { tool_calls: [{ index: 0, id: 'c1' }] }, finish_reason: 'tool_calls' }],
    });
  });

  it('is none without a choice', async () => {
    service.runpod.script(json(200, { ...ANSWER, choices: [] }));
    const reply = await ask(true);
    expect([contentOf(reply), reply.headers.get('x-llm-provider')]).toEqual([TEXT, 'cerebras']);
  });
});

function emptyReason(one: object): object {
  return withReason(one, '');
}

function withReason(one: object, finish_reason: unknown): object {
  const { choices } = one as { choices: object[] };
  return { ...one, choices: choices.map((choice) => ({ ...choice, finish_reason })) };
}

function reasonsIn(event: string): unknown[] {
  const { choices } = JSON.parse(event) as { choices?: { finish_reason?: unknown }[] };
  return (choices ?? []).map(({ finish_reason }) => finish_reason).filter(Boolean);
}
