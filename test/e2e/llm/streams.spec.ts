import { beforeEach, describe, expect, it } from 'vitest';
import {
  goodAnswer,
  chunk,
  cutStream,
  finishChunk,
  stream,
  type StreamPart,
  TEXT,
  usageChunk,
  textChunks,
} from '../../support/provider-responses.js';
import { MESSAGES, CHAT_PATH, textOf, useLlmService } from '../../support/llm-service.js';

const service = useLlmService();

beforeEach(() => {
  service.reset();
});

const ask = (more: object = {}, headers: Record<string, string> = {}) =>
  service.chat({ model: 'cost_optimized', stream: true, ...more }, headers);
interface Chunk {
  choices: { delta: object }[];
}

const HELD_BACK = { 'x-llm-stream': 'complete' };

describe('a stream', () => {
  it('is passed on as it comes', async () => {
    const gate = Promise.withResolvers<undefined>();
    service.runpod.script(async (exchange) => {
      exchange.response.writeHead(200, { 'content-type': 'text/event-stream' });
      exchange.response.write(`data: ${JSON.stringify(chunk({ content: 'First' }))}\n\n`);
      await gate.promise;
      await stream([finishChunk(), '[DONE]'])(exchange);
    });
    const answered = await fetch(`${service.url}${CHAT_PATH}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model: 'runpod', stream: true, messages: MESSAGES }),
    });
    const reader = answered.body!.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toContain('First');
    gate.resolve(undefined);
    let rest = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      rest += value;
    }
    expect(rest).toMatch(/\[DONE\]\n\n$/);
  });

  it.each<[string, StreamPart[]]>([
    ['without [DONE]', [...textChunks(), finishChunk(), usageChunk()]],
    ['without usage', [...textChunks(), finishChunk(), '[DONE]']],
    [
      'with lines of its own between',
      [{ bytes: ': hello\n\nretry: 5\n\nevent: x\n' }, ...textChunks(), finishChunk(), '[DONE]'],
    ],
    [
      'with other line ends',
      [{ bytes: `data:${JSON.stringify(chunk({ content: TEXT }))}\r\n\r\n` }, finishChunk(), '[DONE]'],
    ],
    ['with one malformed chunk', [...textChunks(), '{"choices":[{', finishChunk(), '[DONE]']],
    ['with one chunk that is null', [...textChunks(), 'null', finishChunk(), '[DONE]']],
    [
      'with things after the end',
      [...textChunks(), finishChunk(), '[DONE]', 'garbage', { error: { message: 'late' } }],
    ],
  ])('%s is whole', async (name, parts) => {
    service.runpod.script(stream(parts));
    const reply = await ask();
    expect(textOf(reply)).toBe(TEXT);
    expect(reply.events.at(-1)).toBe('[DONE]');
    expect(reply.events.filter((event) => event === '[DONE]')).toHaveLength(1);
    const errorClass = /malformed|null/.test(name) ? 'flawed' : null;
    expect(service.ledgerRows()).toMatchObject([{ provider: 'runpod', outcome: 'ok', errorClass, status: 200 }]);
  });

  it('that is cut after its last token is complete', async () => {
    service.runpod.script(cutStream([...textChunks(), finishChunk()]));
    const reply = await ask();
    expect([textOf(reply), reply.events.at(-1)]).toEqual([TEXT, '[DONE]']);
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok', usageSource: 'estimated' }]);
  });

  it('whose characters are cut in the middle by packets loses none', async () => {
    const bytes = Buffer.from(`data: ${JSON.stringify(chunk({ content: 'Zürich 漢字 🙂' }))}\n\n`);
    const parts = Array.from({ length: bytes.length }, (_, at) => ({ bytes: bytes.subarray(at, at + 1) }));
    service.runpod.script(async (exchange) => {
      exchange.response.writeHead(200, { 'content-type': 'text/event-stream' });
      exchange.response.socket?.setNoDelay(true);
      await stream([...parts, finishChunk(), '[DONE]'], 1)(exchange);
    });
    expect(textOf(await ask())).toBe('Zürich 漢字 🙂');
  });

  it.each<[string, object[], object[]]>([
    ['in none', [{ content: 'a' }, { content: 'b' }], [{ role: 'assistant', content: 'a' }, { content: 'b' }]],
    [
      'in a later one',
      [
        { role: null, content: 'a' },
        { role: 'assistant', content: 'b' },
      ],
      [{ content: 'a', role: 'assistant' }, { content: 'b' }],
    ],
    [
      'as an empty text',
      [{ role: '', tool_calls: [{ index: 0, id: 'c1' }] }, { role: '' }],
      [{ role: 'assistant', tool_calls: [{ index: 0, id: 'c1' }] }, {}],
    ],
  ])('names the role in the first delta, where its provider has it %s', async (_, given, expected) => {
    service.runpod.script(stream([...given.map((delta) => chunk(delta)), finishChunk(), '[DONE]']));
    const { events } = await ask();
    const deltas = events.slice(0, 2).map((event) => (JSON.parse(event) as Chunk).choices[0]?.delta);
    expect([deltas, events.length]).toEqual([expected, 4]);
  });

  it('of tool calls alone, or of an empty answer, is whole', async () => {
    const call = { index: 0, id: 'c1', type: 'function', function: { name: 'weather', arguments: '{}' } };
    service.runpod.script(
      stream([chunk({ tool_calls: [call] }), finishChunk('tool_calls'), '[DONE]']),
      stream([finishChunk(), '[DONE]']),
    );
    const tools = await ask();
    expect(tools.text).toContain('"weather"');
    expect(tools.events.at(-1)).toBe('[DONE]');
    expect((await ask()).events).toEqual([JSON.stringify(chunk({ role: 'assistant' }, 'stop')), '[DONE]']);
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok', usageSource: 'estimated' }, { outcome: 'ok' }]);
    expect(service.ledgerRows()[0]?.completionTokens).toBeGreaterThan(0);
  });
});

/** How a stream that has begun can end badly, and what that counts as. */
const BROKEN: [name: string, parts: StreamPart[], cut: boolean, errorClass: string][] = [
  ['is cut', textChunks(), true, 'broken_off'],
  ['ends without a finish_reason', textChunks(), false, 'broken_off'],
  ['has usage but no finish_reason', [...textChunks(), usageChunk()], false, 'broken_off'],
  ['ends in an error', [...textChunks(), { error: { message: 'secret words', code: 500 } }], false, 'server_error'],
  [
    'ends in an error of vLLM',
    [...textChunks(), { object: 'error', message: 'secret words', code: 500 }, '[DONE]'],
    false,
    'server_error',
  ],
  ['ends in garbage', [...textChunks(), 'garbage', 'garbage'], false, 'malformed'],
];

describe.each(BROKEN)('a stream that %s', (_, parts, isCut, errorClass) => {
  it('ends with an error, and without [DONE]', async () => {
    service.runpod.script(isCut ? cutStream(parts) : stream(parts));
    const reply = await ask();
    expect(reply.status).toBe(200);
    expect(reply.events).not.toContain('[DONE]');
    const { error } = JSON.parse(reply.events.at(-1)!) as { error: object };
    expect(error).toMatchObject({
      type: 'api_error',
      code: 'LLM_API_ERROR',
      details: { provider: 'runpod', error: errorClass },
      request_id: reply.headers.get('x-request-id'),
    });
    expect(reply.text).not.toContain('secret words');
    expect(service.cerebras.requests).toHaveLength(0);
    const [call] = service.ledgerRows();
    expect(service.ledgerRows()).toHaveLength(1);
    expect(call).toMatchObject({ outcome: 'truncated', errorClass, attempt: 1 });
    expect(call?.usageSource).not.toBe('none');
    expect(call?.costPicoUsd).toBeGreaterThan(0n);
    expect(call?.firstTokenMs).not.toBeNull();
  });

  it('is rescued unseen where it is held back', async () => {
    service.runpod.script(isCut ? cutStream(parts) : stream(parts));
    const reply = await ask({}, HELD_BACK);
    expect([textOf(reply), reply.events.at(-1)]).toEqual([TEXT, '[DONE]']);
    expect(reply.headers.get('x-llm-provider')).toBe('cerebras');
    expect(reply.headers.get('x-llm-fallback-reason')).toBe(errorClass);
    expect(reply.headers.get('x-llm-attempts')).toBe(String(service.ledgerRows().length));
    expect(service.ledgerRows().at(0)).toMatchObject({ provider: 'runpod', outcome: 'truncated', errorClass });
    expect(service.ledgerRows().at(-1)).toMatchObject({ provider: 'cerebras', outcome: 'ok' });
  });

  it('that is held back becomes an ordinary error when no provider is left', async () => {
    for (const provider of [service.runpod, service.cerebras])
      provider.script(isCut ? cutStream(parts) : stream(parts));
    const reply = await ask({}, HELD_BACK);
    expect(reply.status).toBe(502);
    expect(reply.body).toMatchObject({ error: { code: 'LLM_API_ERROR' } });
    expect(reply.text).not.toContain('secret words');
  });
});

describe('structured output', () => {
  it('does not survive a malformed chunk', async () => {
    service.runpod.script(stream([...textChunks('{"a":1}'), 'garbage', finishChunk(), '[DONE]']));
    const response_format = { type: 'json_object' };
    expect((await ask({ response_format })).events).not.toContain('[DONE]');
    service.runpod.script(stream([...textChunks('{"a":1}'), 'garbage', finishChunk(), '[DONE]']));
    service.cerebras.script(goodAnswer('{"a":1}'));
    expect(textOf(await ask({ response_format }, HELD_BACK))).toBe('{"a":1}');
  });
});
