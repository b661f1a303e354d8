import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A bare connection to a server, and what it has received; errors of the connection are ignored. */
export interface OpenSocket {
  socket: Socket;
  received: () => string;
  /** Resolves when the server has closed it. */
  closed: Promise<unknown>;
}

/** Connects to the server at `url`. */
export async function openSocket(url: string): Promise<OpenSocket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  const { promise: closed, resolve } = Promise.withResolvers<unknown>();
  socket.on('close', resolve).on('end', resolve);
  await once(socket, 'connect');
  return { socket, received: () => text, closed };
}
