import { describe, expect, it } from 'vitest';
import { completion, json, raw, stream, TEXT, textChunks } from '../../support/provider-responses.js';
import {
  ANSWER,
  contentOf,
  ENCODINGS,
  HELD_BACK,
  JSON_TYPE,
  NO_ERRORS,
  sse,
  useImpatientService,
  WHOLE,
} from '../../support/unusual-answers.js';

const { service, ask, expectWholeAnswer } = useImpatientService();

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

describe('an answer whose words cannot be read', () => {
  it('is had elsewhere, though it has an end', async () => {
    const two = textChunks()
      .map((one) => JSON.stringify(one))
      .join('');
    service.runpod.script(stream([two, ...WHOLE.slice(-3)]));
    const reply = await ask(true);
    expect([contentOf(reply), reply.headers.get('x-llm-provider')]).toEqual([TEXT, 'cerebras']);
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
    expect(JSON.parse(withUsage.events.at(-2)!)).toMatchObject({ choices: [], usage: ANSWER.usage });
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
