import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChatBody, ScriptedResponse, OpenCall } from './provider-double.js';

export const USAGE = { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 };
export const TEXT = 'The answer of the provider';

const EVENTS = { 'content-type': 'text/event-stream' };
const MODEL = 'model-of-the-provider';

/** An event of a stream: the data of one, as an object or a text, or the bytes as they are. */
export type StreamPart = object | string | { bytes: string | Buffer };

export interface AnswerOptions {
  /** `null` leaves it out. */
  usage?: object | null;
  model?: string;
  /** Between the parts of a stream, in ms. */
  gapMs?: number;
}

/** A proper answer, in one piece or as a stream, as the request wants it; an object is answered as its JSON. */
export function goodAnswer(content: string | object = TEXT, options: AnswerOptions = {}): ScriptedResponse {
  const { usage = USAGE, model = MODEL, gapMs } = options;
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return (call) => {
    if (call.body.stream !== true) {
      return json(200, { ...completion(text), model, ...(usage === null ? {} : { usage }) })(call);
    }
    const chunks = [...textChunks(text), finishChunk(), ...(usage === null ? [] : [usageChunk(usage)])];
    return stream([...chunks.map((one) => ({ ...one, model })), '[DONE]'], gapMs)(call);
  };
}

/** Vectors, one for each input, as numbers or as the request wants them. */
export function vectors(options: { usage?: object | null; model?: string } = {}): ScriptedResponse {
  const { usage = { prompt_tokens: 7, total_tokens: 7 }, model = 'embedding-model' } = options;
  return (call) => {
    const { input, encoding_format } = call.body;
    const count = Array.isArray(input) && typeof input[0] !== 'number' ? input.length : 1;
    const data = Array.from({ length: count }, (_, index) => {
      const vector = Float32Array.of(index, 0.5, -0.25);
      const embedding = encoding_format === 'base64' ? Buffer.from(vector.buffer).toString('base64') : [...vector];
      return { object: 'embedding', index, embedding };
    });
    return json(200, { object: 'list', data, model, ...(usage === null ? {} : { usage }) })(call);
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
export function textChunks(text = TEXT): object[] {
  return [chunk({ role: 'assistant', content: '' }), ...text.split(/(?<= )/).map((content) => chunk({ content }))];
}

export function finishChunk(reason = 'stop', more: object = {}): object {
  return chunk({}, reason, more);
}

export function usageChunk(usage: object = USAGE): object {
  return { ...chunk({}), choices: [], usage };
}

/** A body of JSON, with any status. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): ScriptedResponse {
  return raw(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
}

/** An error in OpenAI's form. */
export function failure(status: number, headers: Record<string, string> = {}, error: object = {}): ScriptedResponse {
  const body = { error: { message: `words of the provider ${status}`, type: 'scripted', code: null, ...error } };
  return json(status, body, headers);
}

/** A text with status 200 that claims to be JSON. */
export function jsonText(text: string, headers: Record<string, string> = {}): ScriptedResponse {
  return raw(200, text, { 'content-type': 'application/json', ...headers });
}

export function raw(status: number, body: string | Buffer, headers: Record<string, string> = {}): ScriptedResponse {
  return ({ response }) => void response.writeHead(status, headers).end(body);
}

/** The bytes of a stream of these events, with `lineEnd` after each line. */
export function eventsOf(parts: StreamPart[], lineEnd = '\n'): string {
  return parts.map((part) => bytesOf(part).toString().replaceAll('\n', lineEnd)).join('');
}

/** A stream, or with other headers an answer in one piece, that repeats `piece` until its reader has enough. */
export function endlessBody(piece: string, headers = EVENTS, status = 200): ScriptedResponse {
  return async ({ response, signal }) => {
    response.writeHead(status, headers);
    const closed = once(response, 'close');
    const pieces = Buffer.from(piece.repeat(Math.ceil(16_384 / piece.length)));
    while (!signal.aborted) {
      // Lets the reader's side of this process run, too.
      if (!response.write(pieces)) await Promise.race([once(response, 'drain', { signal }), closed]);
      await sleep(0);
    }
  };
}

/** These events, with a pause before each but the first, and the connection closed as HTTP has it. */
export function stream(parts: StreamPart[], gapMs = 0): ScriptedResponse {
  return async (call) => {
    await write(call, parts, gapMs);
    call.response.end();
  };
}

/** These events, and then the connection is cut. */
export function cutStream(parts: StreamPart[], gapMs = 0): ScriptedResponse {
  return async (call) => {
    await write(call, parts, gapMs);
    await settle();
    call.response.destroy();
  };
}

/** These events, and then nothing more, until the caller has enough. */
export function stalledStream(parts: StreamPart[]): ScriptedResponse {
  return async (call) => {
    await write(call, parts, 0);
    await silence(call);
  };
}

/** These events, and then one that says nothing, again and again, until the caller has enough. */
export function endlessStream(parts: StreamPart[], babble: StreamPart, everyMs: number): ScriptedResponse {
  return async (call) => {
    await write(call, parts, 0);
    while (!call.signal.aborted) {
      await sleep(everyMs, undefined, { signal: call.signal });
      await write(call, [babble], 0);
    }
  };
}

/** Accepts, and says nothing at all. */
export const silent: ScriptedResponse = silence;

/** Says yes, and nothing more. */
export const silentAfterHeaders: ScriptedResponse = async (call) => {
  const isStream = call.body.stream === true;
  call.response.writeHead(200, isStream ? EVENTS : { 'content-type': 'application/json' }).flushHeaders();
  await silence(call);
};

/** Half of a whole answer, and nothing more. */
export const silentMidBody: ScriptedResponse = async (call) => {
  const text = JSON.stringify(completion(TEXT));
  call.response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
  call.response.write(text.slice(0, text.length / 2));
  await silence(call);
};

/** The connection is cut without a byte of an answer. */
export const cutBeforeHeaders: ScriptedResponse = ({ response }) => void response.destroy();

/** The connection is cut in the middle of the headers. */
export const cutInHeaders: ScriptedResponse = async ({ response }) => {
  response.socket?.write('HTTP/1.1 200 OK\r\nContent-Type: applic');
  await settle();
  response.destroy();
};

/** The connection is cut in the middle of a whole answer. */
export const cutMidBody: ScriptedResponse = async ({ response }) => {
  const text = JSON.stringify(completion(TEXT));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
  response.write(text.slice(0, text.length / 2));
  await settle();
  response.destroy();
};

/** Any response, held back for so many ms, or until a promise is settled. */
export function late(after: number | Promise<unknown>, respond: ScriptedResponse): ScriptedResponse {
  return async (call) => {
    if (typeof after === 'number') await sleep(after, undefined, { signal: call.signal });
    else await Promise.race([after, silence(call)]);
    if (!call.signal.aborted) await respond(call);
  };
}

async function write({ response, signal }: OpenCall, parts: StreamPart[], gapMs: number): Promise<void> {
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

async function silence({ signal }: OpenCall): Promise<void> {
  if (!signal.aborted)
    await new Promise((resolve) => {
      signal.addEventListener('abort', resolve, { once: true });
    });
}

/** Long enough for what was written to have left, so that it is read before the cut is seen. */
function settle(): Promise<void> {
  return sleep(30);
}

/** Refuses what `finds` a fault in, and answers all else. */
export const strict =
  (finds: (body: ChatBody) => ScriptedResponse | undefined, answer = goodAnswer()): ScriptedResponse =>
  (call) =>
    (finds(call.body) ?? answer)(call);
