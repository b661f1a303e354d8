import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connection } from './connection.js';

/** The rest of a body up to this size is read after its answer, which keeps the connection. */
const MAX_KEPT_BYTES = 64 * 1024;

/** How long a client has to read an answer before its connection is closed. */
export const LINGER_MS = 1_000;

/**
 * Ends the connection after an answer to a request whose body has not arrived completely; Node.js would read the rest,
 * whatever its length.
 * @param maxBytes how much of the rest is read, since a client that still sends could lose the answer otherwise
 */
export function closeIfUnread(
  connection: Connection,
  request: IncomingMessage,
  response: ServerResponse,
  maxBytes: number,
): void {
  if (!mayBeLarge(request)) return;
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => ServerResponse;
  response.writeHead = (...head: unknown[]) => {
    if (!request.complete) {
      connection.isClosing = true;
      response.setHeader('connection', 'close');
      lingerOn(request, maxBytes);
    }
    return writeHead(...head);
  };
}

function mayBeLarge({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > MAX_KEPT_BYTES;
}

/**
 * Makes Node.js end only its side of the connection after the last answer. Closing both sides while the client sends would
 * make the kernel reset the connection, and the client lose the answer.
 */
export function lingerOn(request: IncomingMessage, maxBytes: number): void {
  const { socket } = request;
  const destroySoon = socket.destroySoon.bind(socket);
  socket.destroySoon = () => {
    if (request.complete) {
      destroySoon();
      return;
    }
    const lastByte = socket.bytesRead + maxBytes;
    request.on('data', () => {
      if (socket.bytesRead > lastByte) request.pause();
    });
    socket.end();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => {
      clearTimeout(timer);
    });
  };
}
