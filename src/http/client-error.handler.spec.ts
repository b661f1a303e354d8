import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { answerClientError } from './client-error.handler.js';

const ASK = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n';

let server: Server;
let client: Socket;
let received: string;
/** Settles when the server has hung up. */
let gone: Promise<unknown>;

beforeEach(async () => {
  server = createServer((_request, response) => response.write('the first half of an answer'));
  server.on('clientError', answerClientError);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  gone = once(server, 'connection').then(([peer]) => once(peer as Socket, 'close'));
  client = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  received = '';
  client.on('data', (chunk) => (received += chunk.toString()));
  client.on('error', () => undefined);
  await once(client, 'connect');
});

afterEach(() => {
  client.destroy();
  server.close();
});

describe('answerClientError', () => {
  it('answers a malformed request, and closes a connection that the client leaves open', async () => {
    client.write('no request\r\n\r\n');
    await gone;
    expect(received).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(received).toMatch(/\r\nCache-Control: no-store\r\n/);
    expect(received).toMatch(/"error_code":"MALFORMED_REQUEST"/);
  });

  it('sends nothing while a response is being sent', async () => {
    client.write(ASK);
    await once(client, 'data');
    client.write('no request\r\n\r\n');
    await gone;
    expect(received).toContain('the first half of an answer');
    expect(received).not.toContain('MALFORMED_REQUEST');
  });

  it('answers once, and gives a client that is still sending time to read the answer', async () => {
    const started = performance.now();
    client.write('no request\r\n\r\n');
    await once(client, 'data');
    client.write('no request\r\n\r\n');
    await gone;
    expect(received.split('MALFORMED_REQUEST')).toHaveLength(2);
    expect(performance.now() - started).toBeGreaterThan(900);
  });
});
