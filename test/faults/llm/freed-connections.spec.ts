import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeEach, expect, it } from 'vitest';
import { textOf, useLlmService } from '../../support/llm-service.js';
import type { ScriptedResponse } from '../../support/provider-double.js';
import {
  endlessBody,
  eventsOf,
  finishChunk,
  goodAnswer,
  raw,
  silentAfterHeaders,
  stalledStream,
  TEXT,
  textChunks,
  usageChunk,
} from '../../support/provider-responses.js';

const CONNECTIONS = 2;
const WHOLE = [...textChunks(), finishChunk(), usageChunk(), '[DONE]'];
const EVENTS = { 'content-type': 'text/event-stream' };
const twice = raw(200, gzipSync(gzipSync(eventsOf(WHOLE))), { ...EVENTS, 'content-encoding': 'gzip, gzip' });

/** A part for each byte of a stream, all at once: what a part takes of time must not grow with their number. */
const inBytes: ScriptedResponse = ({ response: { socket } }) => {
  const head = [
    'HTTP/1.1 200 OK',
    'Content-Type: text/event-stream',
    'Transfer-Encoding: chunked',
    'Connection: close',
  ];
  const bytes = `:${' '.repeat(65_000)}\n${eventsOf(WHOLE)}`;
  socket?.end(`${head.join('\r\n')}\r\n\r\n${bytes.replaceAll(/[^]/g, '1\r\n$&\r\n')}0\r\n\r\n`);
};

const earlyHints: ScriptedResponse = (call) => {
  call.response.writeEarlyHints({ link: '</style.css>; rel=preload; as=style' });
  call.response.writeProcessing();
  return goodAnswer()(call);
};

const service = useLlmService({ LLM_CONNECTIONS: String(CONNECTIONS), LLM_CONNECTION_WAIT_MS: '5000' });

beforeEach(() => {
  service.reset();
});

/** A hundred calls find the connections free. */
async function expectFree(): Promise<void> {
  service.reset();
  const calls = Array.from({ length: 100 }, (_, index) => service.chat({ model: 'runpod', stream: index % 2 === 0 }));
  expect(new Set((await Promise.all(calls)).map(({ status }) => status))).toEqual(new Set([200]));
  expect(await service.runpod.connections()).toBeLessThanOrEqual(CONNECTIONS);
}

it.each<[title: string, respond: ScriptedResponse]>([
  ['encoded twice', twice],
  ['that stay open behind their end', stalledStream(WHOLE)],
  ['of 65,000 parts of one byte', inBytes],
  ['behind early hints', earlyHints],
])('streams %s are read, and leave their connections to later calls', async (_, respond) => {
  service.runpod.script(respond);
  for (let call = 0; call < 2 * CONNECTIONS; call++) {
    const reply = await service.chat({ model: 'runpod', stream: true });
    expect([textOf(reply), reply.events.at(-1)]).toEqual([TEXT, '[DONE]']);
  }
  await expectFree();
});

it.each<[title: string, respond: ScriptedResponse]>([
  ['before their first token', silentAfterHeaders],
  ['in their middle', stalledStream(textChunks())],
  ['while they come as fast as they can', endlessBody(eventsOf(textChunks()))],
])('callers who leave streams %s leave their connections to later calls', async (_, respond) => {
  service.runpod.script(respond);
  for (let round = 0; round < 10; round++) {
    const leaving = new AbortController();
    const calls = Array.from({ length: 2 * CONNECTIONS }, () =>
      service.chat({ model: 'runpod', stream: true }, {}, leaving.signal).catch(() => undefined),
    );
    await sleep(20);
    leaving.abort();
    await Promise.all(calls);
  }
  await expectFree();
});
