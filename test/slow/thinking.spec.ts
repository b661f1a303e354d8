import { beforeEach, describe, expect, it } from 'vitest';
import {
  chunk,
  completion,
  endlessStream,
  finishChunk,
  goodAnswer,
  json,
  late,
  stream,
  TEXT,
  textChunks,
} from '../support/provider-responses.js';
import { textOf, useLlmService } from '../support/llm-service.js';

/** Long enough for a busy machine, and shorter than the thinking below takes. */
const IDLE_MS = 700;
const GAP_MS = 250;
const service = useLlmService({
  ...{ LLM_IDLE_TIMEOUT_MS: String(IDLE_MS), LLM_FIRST_TOKEN_TIMEOUT_MS: String(IDLE_MS), LLM_DEADLINE_MS: '3000' },
});

beforeEach(() => {
  service.reset();
});

const ask = (more: object = {}, headers: Record<string, string> = {}) =>
  service.chat({ model: 'cost_optimized', stream: true, ...more }, headers);

/** A thought in each form that is known. */
const THOUGHTS: object[] = [
  { reasoning_content: 'hm ' },
  { reasoning: 'hm ' },
  { reasoning_text: 'hm ' },
  { thinking: 'hm ' },
  { reasoning_details: [{ type: 'reasoning.text', text: 'hm ' }] },
  { reasoning_details: [{ type: 'reasoning.summary', summary: 'hm ' }] },
  { reasoning_details: [{ type: 'reasoning.encrypted', data: 'aGVsbG8=' }] },
  { thinking_blocks: [{ type: 'thinking', thinking: 'hm ', signature: 'x' }] },
];

/** Thinking among the parts of a content, which clients read as a text. */
const PARTS: object[] = [
  { content: [{ type: 'thinking', thinking: 'hm ' }] },
  { content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'hm ' }] }] },
];

describe.each(PARTS)('thinking as %j', (thought) => {
  it('is a token, and is passed on as `reasoning_content`', async () => {
    service.runpod.script(
      stream([...Array<object>(4).fill(chunk(thought)), chunk({ content: 'x' }), finishChunk(), '[DONE]'], GAP_MS),
    );
    const reply = await ask();
    expect(reply.headers.get('x-llm-provider')).toBe('runpod');
    const deltas = reply.events.slice(0, 4).map((event) => JSON.parse(event) as ReturnType<typeof chunk>);
    expect(deltas.map(({ choices }) => choices)).toMatchObject(
      Array(4).fill([{ delta: { content: '', reasoning_content: 'hm ' } }]),
    );
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok', errorClass: null }]);
    expect(service.ledgerRows()[0]!.firstTokenMs).toBeLessThan(IDLE_MS);
  });
});

describe.each(THOUGHTS)('thinking as %j', (thought) => {
  it('is a token, and is passed on unchanged', async () => {
    const thoughts = [chunk({ role: 'assistant', ...thought }), ...Array.from({ length: 3 }, () => chunk(thought))];
    service.runpod.script(stream([...thoughts, chunk({ content: 'x' }), finishChunk(), '[DONE]'], GAP_MS));
    const reply = await ask();
    expect(reply.headers.get('x-llm-provider')).toBe('runpod');
    expect(reply.events.slice(0, thoughts.length)).toEqual(thoughts.map((one) => JSON.stringify(one)));
    expect(reply.events.at(-1)).toBe('[DONE]');
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok', errorClass: null }]);
    expect(service.ledgerRows()[0]!.firstTokenMs).toBeLessThan(IDLE_MS);
  });
});

it.each<[string, string | { bytes: string }]>([
  ['comments', { bytes: ': PROCESSING\n\n' }],
  ['roles', JSON.stringify(chunk({ role: 'assistant', content: '' }))],
  ['empty deltas', JSON.stringify(chunk({}))],
  ['empty thoughts', JSON.stringify(chunk({ reasoning_content: '', reasoning_details: [] }))],
])('%s are no tokens', async (_, babble) => {
  service.runpod.script(endlessStream([], babble, 50));
  const reply = await ask();
  expect([textOf(reply), reply.headers.get('x-llm-provider')]).toEqual([TEXT, 'cerebras']);
  expect(service.ledgerRows()[0]).toMatchObject({ provider: 'runpod', errorClass: 'silent' });
  service.reset();
  service.runpod.script(endlessStream(textChunks(), babble, 50));
  expect(JSON.parse((await ask()).events.at(-1)!)).toMatchObject({ error: { details: { error: 'silent' } } });
});

describe('an answer in parts', () => {
  const content = [
    { type: 'thinking', thinking: [{ type: 'text', text: 'Is it a good one?' }] },
    { type: 'text', text: '{"a":' },
    { type: 'text', text: '1}' },
  ];

  it('is passed on as a text, which is what is checked, and its thinking', async () => {
    const body = {
      ...completion(null),
      choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
    };
    service.runpod.script(json(200, body));
    const response_format = { type: 'json_schema', json_schema: { name: 'x', schema: { required: ['a'] } } };
    const reply = await ask({ stream: false, response_format });
    const message = { role: 'assistant', content: '{"a":1}', reasoning_content: 'Is it a good one?' };
    expect(reply.body).toEqual({ ...body, choices: [{ index: 0, message, finish_reason: 'stop' }] });
    expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok', usageSource: 'estimated' }]);
    expect(service.ledgerRows()[0]!.completionTokens).toBeGreaterThan(8);
  });
});

describe('x-llm-timeout-ms', () => {
  it.each([false, true])('is the time for an answer', async (isStream) => {
    service.runpod.script(late(1_000, goodAnswer()));
    const before = performance.now();
    const reply = await ask({ model: 'runpod', stream: isStream }, { 'x-llm-timeout-ms': '300' });
    expect(reply.status).toBe(504);
    expect(performance.now() - before).toBeLessThan(900);
  });

  it.each([false, true])('may be longer than the time-outs for all', async (isStream) => {
    service.runpod.script(late(IDLE_MS + 300, goodAnswer()));
    const reply = await ask({ model: 'runpod', stream: isStream }, { 'x-llm-timeout-ms': '5000' });
    expect(reply.status).toBe(200);
  });

  it.each(['0', '99', '-1', '1e3', '300001', '99999999999999', 'soon', '1.5', ''])(
    'is refused as %j',
    async (value) => {
      const reply = await ask({}, { 'x-llm-timeout-ms': value });
      expect(reply.status).toBe(422);
      expect(reply.text).toContain('x-llm-timeout-ms must be a whole number from 100 to 300000');
      expect(service.runpod.requests).toHaveLength(0);
    },
  );
});
