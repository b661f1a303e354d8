import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { WebhookDeliveryEntity } from '../../../src/webhooks/webhook-delivery.entity.js';
import { WebhookSender } from '../../../src/webhooks/webhook-sender.js';
import { WebhookSettings } from '../../../src/webhooks/webhooks.settings.js';

/** What the buffers of both ends hold, and what is read before the limit is seen. */
const MOST_BYTES = 8 * 1024 * 1024;
const ENOUGH_MS = 5_000;
const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

let server: Server;
let sender: WebhookSender;
let answer: (socket: Socket) => void;
let sent = 0;

beforeEach(async () => {
  sent = 0;
  server = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (bytes: Buffer) => {
        // The body is whole.
        if (bytes.toString().endsWith('}')) answer(socket);
      });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  sender = new WebhookSender(Object.assign(new WebhookSettings(), { allowPrivate: true, allowHttp: true }));
});

afterEach(async () => {
  await sender.onApplicationShutdown();
  server.close();
});

function post() {
  const { port } = server.address() as AddressInfo;
  const delivery = { eventId: 'a', type: 'lead.created', data: {}, createdAt: new Date() };
  return sender.send(`http://127.0.0.1:${port}/`, ['whsec_AAAA'], delivery as unknown as WebhookDeliveryEntity);
}

/** Sends `start`, and then `piece` for as long as the other end reads. */
function endless(start: string, piece: string) {
  const bytes = Buffer.from(piece.repeat(Math.ceil(65_536 / piece.length)));
  return (socket: Socket) => {
    socket.write(start);
    const go = () => {
      do sent += bytes.length;
      while (!socket.destroyed && socket.write(bytes));
      if (!socket.destroyed) socket.once('drain', go);
    };
    go();
  };
}

it.each([
  ['interim answers', '', 'HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n'],
  ['extensions of a chunk', `${CHUNKED}1;`, 'e'],
  ['trailers', `${CHUNKED}0\r\n`, `T: ${'x'.repeat(1_000)}\r\n`],
  ['tiny chunks', CHUNKED, '1\r\nx\r\n'],
  ['one chunk', `${CHUNKED}ffffffff\r\n`, 'x'],
])('an answer of a webhook with %s without an end is read in part', async (_, start, piece) => {
  answer = endless(start, piece);
  const { durationMs } = await post();
  expect(durationMs).toBeLessThan(ENOUGH_MS);
  expect(sent).toBeLessThan(MOST_BYTES);
});

it('a connection of a webhook may serve any number of deliveries', async () => {
  const sockets = new Set<Socket>();
  answer = (socket) => {
    sockets.add(socket);
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 40000\r\n\r\n${'x'.repeat(40_000)}`);
  };
  for (let count = 0; count < 30; count++) expect(await post()).toMatchObject({ status: 200, error: null });
  // Another one is opened where the next delivery begins before the last one has settled.
  expect(sockets.size).toBeLessThan(4);
});
