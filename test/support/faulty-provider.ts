import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { answer } from './behaviours.js';

/** What a provider was sent; whatever the caller's own body has, it has too. */
export type SentBody = Record<string, unknown> & { model: string; messages: unknown[]; stream?: boolean };

/** One request on its way. */
export interface Exchange {
  body: SentBody;
  response: ServerResponse;
  /** Aborted when the connection closes, or the double stops. */
  signal: AbortSignal;
}

/** What a provider does with one request; it need not be an answer. */
export type Behaviour = (exchange: Exchange) => void | Promise<void>;

export interface SeenRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: SentBody;
  /** Port of the caller's side, by which one connection is told from another. */
  connection: number;
  /** Whether the caller cut the connection before the answer was out. */
  wasCancelled: boolean;
}

/**
 * A provider that does what no proper server does, on the level of bytes and sockets. Proper answers it gives too, but for
 * the whole of the protocol there is the double with aimock behind it.
 */
export class FaultyProvider {
  /** The requests since the last `script()`, in the order of their arrival. */
  readonly requests: SeenRequest[] = [];
  private readonly server = createServer((request, response) => void this.serve(request, response));
  private readonly changes = new EventTarget();
  private behaviours: Behaviour[] = [];
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

  /** Treats the coming requests one after the other, the last behaviour again and again, and forgets earlier requests. */
  script(...behaviours: Behaviour[]): void {
    this.behaviours = behaviours;
    this.requests.length = 0;
  }

  /** Waits until `holds`, which is asked whenever a request arrives or is given up. */
  async sees(holds: (requests: readonly SeenRequest[]) => boolean): Promise<void> {
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
    const index = this.requests.length;
    const body = (await json(request)) as SentBody;
    const { url = '', headers, socket } = request;
    const seen = { path: url, headers, body, connection: socket.remotePort ?? 0, wasCancelled: false };
    this.requests.push(seen);
    const closed = new AbortController();
    const behave = this.behaviours[Math.min(index, this.behaviours.length - 1)] ?? answer();
    let isOurs = false;
    response.once('close', () => {
      seen.wasCancelled = !isOurs && !response.writableFinished;
      closed.abort();
      this.changes.dispatchEvent(new Event('change'));
    });
    this.changes.dispatchEvent(new Event('change'));
    try {
      await behave({ body, response, signal: closed.signal });
      isOurs = response.destroyed || response.writableEnded;
    } catch (error) {
      if (!closed.signal.aborted) throw error;
    }
  }
}

/** Starts one on a free port; it answers well until it is told otherwise. */
export function startFaultyProvider(): Promise<FaultyProvider> {
  return new FaultyProvider().start();
}
