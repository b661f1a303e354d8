import { Client, type Dispatcher, Pool } from 'undici';
import { ProviderFailure } from './provider-failure.js';
import { AttemptTimer } from './attempt-timer.js';
import { readWholeAnswer } from './answer-reader.js';
import { errorIn, readFailure } from './failure-reader.js';
import { type AnswerStream, type AttemptLimits, type ChatBody, LlmProvider, type WholeAnswer } from './llm-provider.js';
import type { ProviderProfile } from './provider-profile.js';
import { openStream } from './stream-reader.js';

/** Answers are texts; whatever is larger is not one. */
const LARGEST_ANSWER_BYTES = 16 * 1024 * 1024;

export interface ProviderEndpoint {
  /** Address to which `/chat/completions` is added. */
  baseUrl: string;
  apiKey?: string | undefined;
  /** Sent where the caller set no limit, for servers whose own default is a few words. */
  defaultMaxTokens: number;
  connectTimeoutMs: number;
  connections: number;
}

/**
 * A server that speaks OpenAI's protocol. It is asked over a pool of connections that follows no redirect, which would
 * hand the lead to whoever it names, and sends no header but what a request needs.
 */
export class OpenAiCompatibleProvider extends LlmProvider {
  private readonly pool: Pool;
  private readonly origin: string;
  private readonly path: string;
  private readonly headers: Record<string, string>;
  private readonly clientOptions: { connect: { timeout: number }; headersTimeout: number; bodyTimeout: number };

  constructor(
    readonly profile: ProviderProfile,
    private readonly endpoint: ProviderEndpoint,
  ) {
    super();
    const url = new URL(endpoint.baseUrl);
    this.origin = url.origin;
    this.path = `${url.pathname.replace(/\/$/, '')}/chat/completions`;
    this.headers = {
      'content-type': 'application/json',
      ...(endpoint.apiKey === undefined ? {} : { authorization: `Bearer ${endpoint.apiKey}` }),
    };
    // Our own timers end what takes too long.
    this.clientOptions = { connect: { timeout: endpoint.connectTimeoutMs }, headersTimeout: 0, bodyTimeout: 0 };
    this.pool = new Pool(this.origin, { ...this.clientOptions, connections: endpoint.connections });
  }

  override async complete(body: ChatBody, model: string, limits: AttemptLimits): Promise<WholeAnswer> {
    const timer = new AttemptTimer(limits.signal, limits.totalMs);
    try {
      timer.allow(limits.firstTokenMs);
      const response = await this.send(this.toWire(body, model), limits.freshConnection, timer);
      const text = await readText(response, timer, limits.idleMs);
      if (response.statusCode !== 200) throw readFailure(response.statusCode, response.headers, parse(text) ?? text);
      const answer = parse(text);
      if (errorIn(answer) !== undefined) throw readFailure(response.statusCode, response.headers, answer);
      return readWholeAnswer(text, answer, model);
    } catch (error) {
      throw toFailure(error, timer);
    } finally {
      timer.stop();
    }
  }

  override async stream(body: ChatBody, model: string, limits: AttemptLimits): Promise<AnswerStream> {
    const timer = new AttemptTimer(limits.signal, limits.totalMs);
    try {
      timer.allow(limits.firstTokenMs);
      const wire = { ...this.toWire(body, model), stream: true };
      wire.stream_options = { ...body.stream_options, include_usage: true };
      const response = await this.send(wire, limits.freshConnection, timer);
      if (response.statusCode !== 200 || !isEventStream(response)) {
        const text = await readText(response, timer, limits.idleMs);
        throw readFailure(response.statusCode, response.headers, parse(text) ?? text);
      }
      const stream = await openStream(response, body, model, timer, limits.idleMs);
      if (!limits.isHeldBack) timer.liftDeadline();
      return stream;
    } catch (error) {
      timer.stop();
      throw toFailure(error, timer);
    }
  }

  override async close(): Promise<void> {
    await this.pool.destroy();
  }

  private toWire(body: ChatBody, model: string): ChatBody {
    const hasLimit = body.max_tokens != null || body.max_completion_tokens != null;
    return { ...body, model, ...(hasLimit ? {} : { max_tokens: this.endpoint.defaultMaxTokens }) };
  }

  private async send(wire: ChatBody, fresh: boolean, timer: AttemptTimer): Promise<Dispatcher.ResponseData> {
    const request = {
      method: 'POST' as const,
      path: this.path,
      headers: this.headers,
      body: JSON.stringify(wire),
      signal: timer.signal,
    };
    if (!fresh) return this.pool.request(request);
    const client = new Client(this.origin, this.clientOptions);
    try {
      return await client.request(request);
    } finally {
      // Closes once the answer has been read.
      client.close().catch(() => undefined);
    }
  }
}

function isEventStream(response: Dispatcher.ResponseData): boolean {
  return String(response.headers['content-type'] ?? '').startsWith('text/event-stream');
}

/** The whole body; a server that stops in the middle of it is silent. */
async function readText(response: Dispatcher.ResponseData, timer: AttemptTimer, idleMs: number): Promise<string> {
  const length = Number(response.headers['content-length'] ?? NaN);
  if (length < 65_536) {
    timer.allow(idleMs);
    return response.body.text();
  }
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response.body as AsyncIterable<Buffer>) {
    timer.allow(idleMs);
    parts.push(part);
    bytes += part.length;
    if (bytes > LARGEST_ANSWER_BYTES) throw new ProviderFailure('malformed', 'The answer is too large');
  }
  return Buffer.concat(parts).toString();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What our own timers ended is told by them; what is left is a connection that failed or broke. */
function toFailure(error: unknown, timer: AttemptTimer): ProviderFailure {
  if (timer.reason !== undefined) return timer.reason;
  if (error instanceof ProviderFailure) return error;
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  return new ProviderFailure('connection', `${code} ${message}`.trim(), {}, { cause: error });
}
