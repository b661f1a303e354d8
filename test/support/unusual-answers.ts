import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { beforeEach, expect } from 'vitest';
import { type Reply, textOf, useLlmService } from './llm-service.js';
import {
  completion,
  finishChunk,
  raw,
  type StreamPart,
  TEXT,
  textChunks,
  USAGE,
  usageChunk,
} from './provider-responses.js';

export const EVENTS = { 'content-type': 'text/event-stream' };
export const JSON_TYPE = { 'content-type': 'application/json' };
/** Holds a stream back until it is complete. */
export const HELD_BACK = { 'x-llm-stream': 'complete' };
/** A stream and an answer in one piece, as providers send them. */
export const WHOLE: StreamPart[] = [...textChunks(), finishChunk(), usageChunk(), '[DONE]'];
export const ANSWER = { ...completion(TEXT), usage: USAGE };

/** What gateways may do to a body. */
export const ENCODINGS: [name: string, encode: (text: string) => Buffer][] = [
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

/** What stands for no error. */
export const NO_ERRORS = ['', null, false, {}, [], { message: '', code: null }, { code: 0, message: 'ok' }];

/** Each of `parts` with further members. */
export const with_ = (parts: object[], more: object) => parts.map((part) => ({ ...part, ...more }));
/** A stream of just this text. */
export const sse = (text: string | Buffer, headers: Record<string, string> = EVENTS) => raw(200, text, headers);

/** The text of an answer, in one piece or streamed. */
export function contentOf(reply: Reply): string {
  if (reply.events.length > 0) return textOf(reply);
  const { choices } = reply.body as { choices: { message: { content: string } }[] };
  return choices[0]!.message.content;
}

/** A service that waits for providers only briefly. */
export function useImpatientService() {
  const service = useLlmService({ LLM_IDLE_TIMEOUT_MS: '300', LLM_FIRST_TOKEN_TIMEOUT_MS: '500' });
  beforeEach(() => {
    service.reset();
  });

  const ask = (isStream: boolean, more: object = {}, headers: Record<string, string> = {}) =>
    service.chat({ model: 'cost_optimized', stream: isStream, ...more }, headers);

  function expectWholeAnswer(reply: Reply, row: object = {}): void {
    expect(reply.status).toBe(200);
    expect(contentOf(reply)).toBe(TEXT);
    if (reply.events.length > 0) expect(reply.events.at(-1)).toBe('[DONE]');
    const ok = { provider: 'runpod', outcome: 'ok', errorClass: null, promptTokens: 20, completionTokens: 10 };
    expect(service.ledgerRows()).toMatchObject([{ ...ok, usageSource: 'provider', ...row }]);
  }

  return { service, ask, expectWholeAnswer };
}
