import { beforeEach, describe, expect, it } from 'vitest';
import {
  completion,
  eventsOf,
  finishChunk,
  raw,
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

const ANSWER = JSON.stringify({ ...completion(TEXT), usage: USAGE });
const RATE = JSON.stringify({ error: { message: 'slow down', code: 429 } });
const CHUNKS = [...textChunks(), finishChunk(), usageChunk()];
const LINES = CHUNKS.map((one) => `${JSON.stringify(one)}\n`).join('');
const EVENTS = eventsOf([...CHUNKS, '[DONE]']);
const ping = ': PROCESSING\n\n';

const body = (text: string, type = 'text/event-stream') => raw(200, text, { 'content-type': type });
const ask = (isStream: boolean) => service.chat({ model: 'cost_optimized', stream: isStream });

function contentOf(reply: Reply): string {
  if (reply.events.length > 0) return textOf(reply);
  return (reply.body as { choices: { message: { content: string } }[] }).choices[0]!.message.content;
}

async function expectAnswer(isStream: boolean): Promise<void> {
  const reply = await ask(isStream);
  expect([contentOf(reply), reply.headers.get('x-llm-provider')]).toEqual([TEXT, 'runpod']);
  if (isStream) expect(reply.events.at(-1)).toBe('[DONE]');
  // What was answered and paid for is not asked for again.
  expect(service.ledgerRows()).toMatchObject([{ outcome: 'ok', promptTokens: 20, completionTokens: 10 }]);
}

describe.each([false, true])('an answer that is no stream of events (stream: %s)', (isStream) => {
  it.each<[string, string]>([
    ['alone', `${ANSWER}\n`],
    ['before [DONE]', `${ANSWER}\n\ndata: [DONE]\n\n`],
    ['behind a comment', `${ping}${ANSWER}\n\n`],
    ['behind a comment, before [DONE]', `${ping}${ANSWER}\ndata: [DONE]\n\n`],
    ['in an event', `data: ${ANSWER}\n\ndata: [DONE]\n\n`],
    ['as chunks in lines of their own', LINES],
    ['as chunks behind a comment', ping + LINES],
    ['as chunks with CRLF', LINES.replaceAll('\n', '\r\n')],
  ])('but in one line %s is read', async (_, text) => {
    service.runpod.script(body(text));
    await expectAnswer(isStream);
  });

  it.each(['application/x-ndjson', 'application/json', 'text/plain'])('is read as %s', async (type) => {
    service.runpod.script(body(LINES, type));
    await expectAnswer(isStream);
  });

  it('is read where events are called JSON', async () => {
    service.runpod.script(body(EVENTS, 'application/json'));
    await expectAnswer(isStream);
  });

  it('frees its connection', async () => {
    service.runpod.script(body(LINES, 'application/x-ndjson'));
    for (let call = 0; call < 20; call++) await ask(isStream);
    expect(await service.runpod.connections()).toBeLessThan(20);
    expect(service.ledgerRows()).toHaveLength(20);
  });
});

describe.each([false, true])('an error in a line of its own (stream: %s)', (isStream) => {
  it.each<[string, string]>([
    ['alone', `${RATE}\n`],
    ['before [DONE]', `${RATE}\n\ndata: [DONE]\n\n`],
    ['behind a comment', `${ping}${RATE}\n\n`],
    ['before an answer', `${RATE}\n\n${EVENTS}`],
  ])('%s is that error, and the answer is had elsewhere', async (_, text) => {
    service.runpod.script(body(text));
    const reply = await ask(isStream);
    expect([contentOf(reply), reply.headers.get('x-llm-provider')]).toEqual([TEXT, 'cerebras']);
    expect(service.ledgerRows()).toMatchObject([
      { provider: 'runpod', errorClass: 'rate_limited', status: 429 },
      { provider: 'cerebras', outcome: 'ok' },
    ]);
  });
});

it.each(['OK', '{"a":1}\nOK\n', '{\n"a":', 'upstream connect error\n\n', '\n\n'])(
  'a text that is neither (%j) is no answer',
  async (text) => {
    service.runpod.script(body(text, 'text/plain'));
    for (const isStream of [false, true]) {
      const reply = await ask(isStream);
      expect([contentOf(reply), reply.headers.get('x-llm-provider')]).toEqual([TEXT, 'cerebras']);
    }
  },
);
