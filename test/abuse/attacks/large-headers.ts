import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../attack.js';

const CONNECTIONS = 1_000;
const WAVES = 3;

/** Requests are parsed before anything can refuse them, and as many as have arrived. */
export const attack: Attack = {
  title: 'a stranger pipelines requests with 11 KB of headers on 1,000 connections',
  run: async ({ host, port }) => {
    const headers = Array.from({ length: 88 }, (_, n) => `X-${n}: ${'a'.repeat(100)}\r\n`).join('');
    const request = (n: number) => `GET /api/v1/leads HTTP/1.1\r\nHost: a\r\nX-API-Key: sa_live_${n}\r\n${headers}\r\n`;
    for (let wave = 0; wave < WAVES; wave++) {
      const sockets: Socket[] = [];
      for (let n = 0; n < CONNECTIONS; n++) {
        const socket = connect(port, host, () => socket.write(request(n).repeat(5)));
        sockets.push(socket.on('error', () => undefined).resume());
      }
      await sleep(3_000);
      for (const socket of sockets) socket.destroy();
    }
  },
};
