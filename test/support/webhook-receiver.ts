import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useStarted } from './use-started.js';

/** A request that a webhook got. */
export interface ReceivedEvent {
  headers: Record<string, string>;
  text: string;
  body: { type: string; timestamp: string; data: { lead?: { id: string; version: number } } & Record<string, unknown> };
}

export type Answer = (event: ReceivedEvent, response: ServerResponse) => void;

const OK: Answer = (_, response) => response.writeHead(204).end();

/** A server that webhooks point to. */
export class WebhookReceiver {
  readonly events: ReceivedEvent[] = [];
  answer: Answer = OK;
  private readonly server = createServer((request, response) => void this.receive(request, response));

  async start(): Promise<this> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook?from=test`;
  }

  reset(): void {
    this.events.length = 0;
    this.answer = OK;
  }

  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const event = {
      headers: request.headers as Record<string, string>,
      text,
      body: JSON.parse(text) as ReceivedEvent['body'],
    };
    this.events.push(event);
    this.answer(event, response);
  }
}

export function useWebhookReceiver(): WebhookReceiver {
  return useStarted(
    () => new WebhookReceiver().start(),
    (receiver) => {
      receiver.stop();
    },
  );
}
