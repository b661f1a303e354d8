import { describe, expect, it } from 'vitest';
import type { ScriptedResponse } from '../../support/provider-double.js';
import {
  chunk,
  cutStream,
  eventsOf,
  finishChunk,
  raw,
  stream,
  type StreamPart,
  stalledStream,
  TEXT,
  textChunks,
  usageChunk,
} from '../../support/provider-responses.js';
import { textOf } from '../../support/llm-service.js';
import {
  contentOf,
  ENCODINGS,
  EVENTS,
  HELD_BACK,
  NO_ERRORS,
  sse,
  useImpatientService,
  WHOLE,
  with_,
} from '../../support/unusual-answers.js';

const { service, ask, expectWholeAnswer } = useImpatientService();

const prettyEvent = (data: object) =>
  JSON.stringify(data, null, 1)
    .split('\n')
    .map((line) => `data: ${line}\n`)
    .join('') + '\n';

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
