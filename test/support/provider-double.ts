import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { useStarted } from './use-started.js';
import { goodAnswer } from './provider-responses.js';

/** The body of a request to `/chat/completions`: the members that tests read, and all others that were sent. */
export type ChatBody = Record<string, unknown> & {
  model: string;
  messages: { role: string; content: string }[];
  stream?: boolean;
};

/** One request on its way. */
export interface OpenCall {
  body: ChatBody;
  response: ServerResponse;
  /** Aborted when the connection closes, or the double stops. */
  signal: AbortSignal;
}

/** What the provider does with one request: answer it, fail, stall, or cut the connection. */
export type ScriptedResponse = (call: OpenCall) => void | Promise<void>;

export interface ReceivedRequest {
  method: string;
  path: string;
  headers: IncomingHttpHeaders;
  body: ChatBody;
  /** Port of the caller's side, which identifies the connection. */
  connection: number;
  /** Whether the caller cut the connection before the answer was out. */
  wasCancelled: boolean;
}

/** A language model provider over real HTTP that responds by script, down to the level of bytes and sockets. */
export class ProviderDouble {
  /** The requests since the last `script()`, in the order of their arrival. */
  readonly requests: ReceivedRequest[] = [];
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private readonly changes = new EventTarget();
  private responses: ScriptedResponse[] = [];
  private port = 0;

  /** Address without a path. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<this> {
    this.server.keepAliveTimeout = 60_000;
    await once(this.server.listen(this.port, '127.0.0.1'), 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    return this;
  }

  /** Cuts every connection and refuses new ones, until it is started again at the same address. */
  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Gives the next requests these responses in turn, repeating the last one, and forgets earlier requests. */
  script(...responses: ScriptedResponse[]): void {
    this.responses = responses;
    this.requests.length = 0;
  }

  /** Waits until `count` requests have arrived, answered or not. */
  received(count: number): Promise<void> {
    return this.waitFor((requests) => requests.length >= count);
  }

  /** Waits until `holds`, which is evaluated whenever a request arrives or is given up. */
  async waitFor(holds: (requests: readonly ReceivedRequest[]) => boolean): Promise<void> {
    const signal = AbortSignal.timeout(5_000);
    while (!holds(this.requests)) await once(this.changes, 'change', { signal });
  }

  /** Connections that are open just now. */
  async connections(): Promise<number> {
    const { promise, resolve } = Promise.withResolvers<number>();
    this.server.getConnections((_, count) => {
      resolve(count);
    });
    return promise;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (request.method === 'GET' ? {} : await json(request)) as ChatBody;
    const index = this.requests.length;
    const { method = '', url = '', headers, socket } = request;
    const seen = { method, path: url, headers, body, connection: socket.remotePort ?? 0, wasCancelled: false };
    this.requests.push(seen);
    const closed = new AbortController();
    const respond = this.responses[Math.min(index, this.responses.length - 1)] ?? goodAnswer();
    let isOurs = false;
    response.once('close', () => {
      seen.wasCancelled = !isOurs && !response.writableFinished;
      closed.abort();
      this.changes.dispatchEvent(new Event('change'));
    });
    this.changes.dispatchEvent(new Event('change'));
    try {
      await respond({ body, response, signal: closed.signal });
      isOurs = response.destroyed || response.writableEnded;
    } catch (error) {
      if (!closed.signal.aborted) throw error;
    }
  }
}

/** Starts one on a free port; without a script it gives good answers. */
export function startProviderDouble(): Promise<ProviderDouble> {
  return new ProviderDouble().start();
}

/** A double that runs while the tests of the enclosing block do. */
export function useProviderDouble(): ProviderDouble {
  return useStarted(startProviderDouble, (provider) => provider.stop());
}

/** Variables that make this double the service's only provider. */
export function asCerebras({ url }: ProviderDouble): Record<string, string> {
  return { CEREBRAS_API_KEY: 'test', CEREBRAS_API_BASE: `${url}/v1` };
}
