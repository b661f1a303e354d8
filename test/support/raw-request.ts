import { connect } from 'node:net';
import type { Answer } from './failure.js';

/** What came back over a bare socket; `hungUp` tells whether the server closed before our own time limit. */
export interface RawAnswer extends Answer {
  head: string;
  text: string;
  hungUp: boolean;
}

const PATIENCE_MS = 3_000;

export interface Manner {
  /** What is sent a moment later. */
  rest?: string;
  /** Reads nothing before all is sent, as simple clients do. */
  deaf?: boolean;
  /** Ends its side of the connection when all is sent. */
  end?: boolean;
}

/** Sends `bytes` as they are to the server at `url` and gathers what it says until it hangs up. */
export function sendBytes(url: string, bytes: string | Buffer, manner: Manner = {}): Promise<RawAnswer> {
  const { promise, resolve } = Promise.withResolvers<RawAnswer>();
  const { hostname, port } = new URL(url);
  const received: Buffer[] = [];
  const socket = connect(Number(port), hostname, () => {
    if (manner.deaf === true) socket.pause();
    socket.write(bytes, () => socket.resume());
    if (manner.rest !== undefined) setTimeout(() => socket.write(manner.rest ?? ''), 50);
    if (manner.end === true) socket.end();
  });
  const finish = (hungUp: boolean) => {
    clearTimeout(timer);
    socket.destroy();
    resolve(parseAnswer(Buffer.concat(received).toString('latin1'), hungUp));
  };
  const timer = setTimeout(finish, PATIENCE_MS, false);
  socket.on('data', (chunk) => received.push(chunk));
  socket.on('error', () => undefined);
  socket.on('close', () => {
    finish(true);
  });
  return promise;
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
