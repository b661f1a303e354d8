import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { LLMock } from '@copilotkit/aimock';

/** A well-formed chat completion with this text, or a text that is an object's JSON. */
export interface TextAnswer {
  content: string | object;
  /** The model that claims to have answered; the one that was asked for, by default. */
  model?: string;
  /** Between the parts of a stream, in ms. */
  latency?: number;
}

/** An error in OpenAI's form. */
export interface ErrorAnswer {
  status: number;
  /** What the provider says about itself; never to be seen by the service's callers. */
  message?: string;
  /** Seconds, for the `Retry-After` header; sent with 429 only. */
  retryAfter?: number;
}

/** These very bytes. */
export interface RawAnswer {
  raw: string;
  rawStatus?: number;
  headers?: Record<string, string>;
  /** What happens after the bytes: the connection is `cut` or goes `silent` in the middle of the body. */
  then?: 'cut' | 'silent';
}

/** The connection is cut before any byte of an answer. */
export interface NoAnswer {
  hangUp: true;
}

/** What the double does with one request. `after` holds it back: ms, or until a promise is kept. */
export type Answer = (TextAnswer | ErrorAnswer | RawAnswer | NoAnswer) & { after?: number | Promise<unknown> };

/** One request as it came over the wire. */
export interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  /** The parsed JSON body. */
  body: ChatBody;
}

/** What the service may send to `/chat/completions`. */
export interface ChatBody {
  model: string;
  max_tokens: number;
  messages: { role: string; content: string }[];
  response_format: { type: string; json_schema: { name: string; strict: boolean; schema: Record<string, unknown> } };
}

/**
 * A language model provider that answers by script, over real HTTP. Whatever is proper OpenAI protocol comes from aimock;
 * the door in front of it records what arrives, also the headers that aimock hides, and does what no proper server does.
 */
export class ProviderDouble {
  /** The requests since the last `script()`, in the order of their arrival. */
  readonly requests: ReceivedRequest[] = [];
  private readonly door = createServer((request, response) => void this.serve(request, response));
  private readonly mock = new LLMock({ port: 0, journalMaxEntries: 1 });
  private readonly stopped = new AbortController();
  private readonly arrivals = new EventTarget();
  private answers: Answer[] = [];
  private served = 0;

  /** Address without a path, such as `http://127.0.0.1:40123`. */
  get url(): string {
    return `http://127.0.0.1:${(this.door.address() as AddressInfo).port}`;
  }

  async start(): Promise<this> {
    await this.mock.start();
    await once(this.door.listen(0, '127.0.0.1'), 'listening');
    return this;
  }

  /** Answers the coming requests one after the other, the last answer again and again, and forgets earlier requests. */
  script(...answers: Answer[]): void {
    this.answers = answers;
    this.requests.length = 0;
  }

  /** Waits until `count` requests have arrived; that they are answered is another matter. */
  async received(count: number): Promise<void> {
    while (this.requests.length < count) await once(this.arrivals, 'request', { signal: AbortSignal.timeout(5_000) });
  }

  /** Cuts what is still open. */
  async stop(): Promise<void> {
    this.stopped.abort();
    this.door.closeAllConnections();
    await new Promise((resolve) => this.door.close(resolve));
    await this.mock.stop();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const answer = this.answers[Math.min(this.requests.length, this.answers.length - 1)] ?? { status: 500 };
    this.requests.push({
      method: request.method ?? '',
      path: request.url ?? '',
      headers: request.headers,
      body: JSON.parse(body.toString() || '{}') as ChatBody,
    });
    this.arrivals.dispatchEvent(new Event('request'));
    try {
      await this.holdBack(answer.after);
      if ('hangUp' in answer) response.destroy();
      else if ('raw' in answer) writeRaw(response, answer);
      else await this.forward(body, response, answer);
    } catch {
      response.destroy();
    }
  }

  private async holdBack(after: number | Promise<unknown> = 0): Promise<void> {
    const { signal } = this.stopped;
    if (typeof after === 'number') await delay(after, undefined, { signal });
    else await Promise.race([after, once(signal, 'abort')]);
  }

  /** Lets aimock answer. A context of its own ties each request to its answer, however many are on their way. */
  private async forward(body: Buffer, response: ServerResponse, answer: TextAnswer | ErrorAnswer): Promise<void> {
    const context = String(++this.served);
    const latency = 'content' in answer ? (answer.latency ?? 0) : 0;
    this.mock.on({ context }, 'content' in answer ? textFixture(answer) : errorFixture(answer), {
      latency,
      chunkSize: 8,
    });
    const answered = await fetch(`${this.mock.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-aimock-context': context },
      body: new Uint8Array(body),
      signal: this.stopped.signal,
    });
    response.writeHead(answered.status, passedOn(answered.headers));
    await pipeline(answered.body ?? [], response);
  }
}

/** Starts a double on a free port; point the service at it with `CEREBRAS_API_BASE=<url>/v1`. */
export function startProviderDouble(): Promise<ProviderDouble> {
  return new ProviderDouble().start();
}

function textFixture({ content, model }: TextAnswer) {
  return { content: typeof content === 'string' ? content : JSON.stringify(content), ...(model ? { model } : {}) };
}

function errorFixture({ status, message = 'scripted failure', retryAfter }: ErrorAnswer) {
  return { status, error: { message, type: 'scripted' }, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

function passedOn(headers: Headers): Record<string, string> {
  const names = ['content-type', 'retry-after', 'x-request-id'];
  return Object.fromEntries(names.flatMap((name) => (headers.has(name) ? [[name, headers.get(name)!]] : [])));
}

function writeRaw(response: ServerResponse, { raw, rawStatus = 200, headers = {}, then }: RawAnswer): void {
  response.writeHead(rawStatus, { 'content-type': 'application/json', ...headers });
  if (then === undefined) {
    response.end(raw);
    return;
  }
  response.write(raw, () => {
    if (then === 'cut') response.destroy();
  });
}
