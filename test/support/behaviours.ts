import { setTimeout as sleep } from 'node:timers/promises';
import type { Behaviour, Exchange } from './faulty-provider.js';

export const USAGE = { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 };
export const TEXT = 'The answer of the provider';

const EVENTS = { 'content-type': 'text/event-stream' };
const MODEL = 'model-of-the-provider';

/** An event of a stream: the data of one, as an object or a text, or the bytes as they are. */
export type StreamPart = object | string | { bytes: string | Buffer };

/** A proper answer, in one piece or as a stream, as it was asked for. */
export function answer(text = TEXT, { usage = USAGE }: { usage?: object | null } = {}): Behaviour {
  return (exchange) => {
    const told = usage === null ? {} : { usage };
    if (exchange.body.stream !== true) return json(200, { ...completion(text), ...told })(exchange);
    const ending = usage === null ? [] : [usageChunk(usage)];
    return stream([...words(text), finish(), ...ending, '[DONE]'])(exchange);
  };
}

/** A chat completion without usage. */
export function completion(content: string | null, message: object = {}, finish_reason = 'stop') {
  const choices = [{ index: 0, message: { role: 'assistant', content, ...message }, finish_reason }];
  return { id: 'chatcmpl-1', object: 'chat.completion', created: 1_795_341_600, model: MODEL, choices };
}

export function chunk(delta: object, finish_reason: string | null = null, more: object = {}) {
  const choices = [{ index: 0, delta, finish_reason }];
  return { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: MODEL, choices, ...more };
}

/** The role, and the text word by word. */
export function words(text = TEXT): object[] {
  return [chunk({ role: 'assistant', content: '' }), ...text.split(/(?<= )/).map((content) => chunk({ content }))];
}

export function finish(reason = 'stop', more: object = {}): object {
  return chunk({}, reason, more);
}

export function usageChunk(usage: object = USAGE): object {
  return { ...chunk({}), choices: [], usage };
}

/** A body of JSON, with any status. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Behaviour {
  return raw(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

/** An error in OpenAI's form. */
export function failure(status: number, headers: Record<string, string> = {}, error: object = {}): Behaviour {
  const body = { error: { message: `words of the provider ${status}`, type: 'scripted', code: null, ...error } };
  return json(status, body, headers);
}

export function raw(status: number, body: string, headers: Record<string, string> = {}): Behaviour {
  return ({ response }) => void response.writeHead(status, headers).end(body);
}

/** These events, with a pause before each but the first, and the connection closed as HTTP has it. */
export function stream(parts: StreamPart[], gapMs = 0): Behaviour {
  return async (exchange) => {
    await write(exchange, parts, gapMs);
    exchange.response.end();
  };
}

/** These events, and then the connection is cut. */
export function cutStream(parts: StreamPart[], gapMs = 0): Behaviour {
  return async (exchange) => {
    await write(exchange, parts, gapMs);
    await settle();
    exchange.response.destroy();
  };
}

/** These events, and then nothing more, until the caller has enough. */
export function stalledStream(parts: StreamPart[]): Behaviour {
  return async (exchange) => {
    await write(exchange, parts, 0);
    await silence(exchange);
  };
}

/** These events, and then one that says nothing, again and again, until the caller has enough. */
export function babblingStream(parts: StreamPart[], babble: StreamPart, everyMs: number): Behaviour {
  return async (exchange) => {
    await write(exchange, parts, 0);
    while (!exchange.signal.aborted) {
      await sleep(everyMs, undefined, { signal: exchange.signal });
      await write(exchange, [babble], 0);
    }
  };
}

/** Accepts, and says nothing at all. */
export const silent: Behaviour = silence;

/** Says yes, and nothing more. */
export const silentAfterHeaders: Behaviour = async (exchange) => {
  const isStream = exchange.body.stream === true;
  exchange.response.writeHead(200, isStream ? EVENTS : { 'content-type': 'application/json' }).flushHeaders();
  await silence(exchange);
};

/** Half of a whole answer, and nothing more. */
export const silentMidBody: Behaviour = async (exchange) => {
  const text = JSON.stringify(completion(TEXT));
  exchange.response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
  exchange.response.write(text.slice(0, text.length / 2));
  await silence(exchange);
};

/** The connection is cut without a byte of an answer. */
export const cutBeforeHeaders: Behaviour = ({ response }) => void response.destroy();

/** The connection is cut in the middle of the headers. */
export const cutInHeaders: Behaviour = async ({ response }) => {
  response.socket?.write('HTTP/1.1 200 OK\r\nContent-Type: applic');
  await settle();
  response.destroy();
};

/** The connection is cut in the middle of a whole answer. */
export const cutMidBody: Behaviour = async ({ response }) => {
  const text = JSON.stringify(completion(TEXT));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
  response.write(text.slice(0, text.length / 2));
  await settle();
  response.destroy();
};

/** Any behaviour, `ms` later. */
export function late(ms: number, behave: Behaviour): Behaviour {
  return async (exchange) => {
    await sleep(ms, undefined, { signal: exchange.signal });
    await behave(exchange);
  };
}

async function write({ response, signal }: Exchange, parts: StreamPart[], gapMs: number): Promise<void> {
  if (!response.headersSent) response.writeHead(200, EVENTS);
  for (const part of parts) {
    response.write(bytesOf(part));
    if (gapMs > 0) await sleep(gapMs, undefined, { signal });
  }
}

function bytesOf(part: StreamPart): string | Buffer {
  if (typeof part === 'object' && 'bytes' in part) return part.bytes;
  return `data: ${typeof part === 'string' ? part : JSON.stringify(part)}\n\n`;
}

async function silence({ signal }: Exchange): Promise<void> {
  if (!signal.aborted)
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
    });
}

/** Long enough for what was written to have left, so that it is read before the cut is seen. */
function settle(): Promise<void> {
  return sleep(30);
}
