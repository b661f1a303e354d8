import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Answer } from './failure.js';

/** What came back over a bare socket; `hungUp` tells whether the server closed before our own time limit. */
export interface RawAnswer extends Answer {
  head: string;
  text: string;
  hungUp: boolean;
}

const READ_TIMEOUT_MS = 3_000;

export interface SendOptions {
  /** What is sent a moment later. */
  rest?: string;
  /** What is sent afterwards, piece by piece, until the server answers or closes the connection. */
  pieces?: Iterable<string | Buffer>;
  /** Reads nothing before all is sent, as simple clients do. */
  readsLate?: boolean;
  /** Ends its side of the connection when all is sent. */
  end?: boolean;
}

/** Sends `bytes` as they are to the server at `url`, and reads until the server closes the connection. */
export function sendBytes(url: string, bytes: string | Buffer, options: SendOptions = {}): Promise<RawAnswer> {
  const { promise, resolve } = Promise.withResolvers<RawAnswer>();
  const { hostname, port } = new URL(url);
  const received: Buffer[] = [];
  const socket = connect(Number(port), hostname, () => {
    if (options.readsLate === true) socket.pause();
    socket.write(bytes, () => socket.resume());
    const { rest, pieces } = options;
    if (rest !== undefined) setTimeout(() => socket.write(rest), 50);
    if (pieces !== undefined) void sendUntilAnswered(socket, pieces, () => received.length > 0);
    if (options.end === true) socket.end();
  });
  const finish = (hungUp: boolean) => {
    clearTimeout(timer);
    socket.destroy();
    resolve(parseAnswer(Buffer.concat(received).toString('latin1'), hungUp));
  };
  const timer = setTimeout(finish, READ_TIMEOUT_MS, false);
  socket.on('data', (chunk) => received.push(chunk));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    finish(true);
  });
  return promise;
}

/** A write that fails ends the sending only: what the server answered before it closed is still read. */
async function sendUntilAnswered(
  socket: Socket,
  pieces: Iterable<string | Buffer>,
  isAnswered: () => boolean,
): Promise<void> {
  for (const piece of pieces) {
    if (isAnswered() || socket.destroyed) return;
    // After "drain" the loop has read what came meanwhile, so an answer is seen before the next write can fail.
    if (!socket.write(piece)) await once(socket, 'drain').catch(() => undefined);
  }
}

/** A request of these lines and body, closed after its answer. */
export function request(start: string, headers: string[] = [], body = ''): string {
  return [start, 'Host: localhost', 'Connection: close', ...headers, '', body].join('\r\n');
}

/** What bytes off a socket say, taken for one answer. */
export function parseAnswer(text: string, hungUp: boolean): RawAnswer {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  const [start = '', ...lines] = head.split('\r\n');
  const headers = Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const content = rest.join('\r\n\r\n');
  return { status: Number(start.split(' ')[1] ?? 0), headers, head, text, hungUp, body: parseJson(content) };
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return content;
  }
}
