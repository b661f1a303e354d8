import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../attack.js';

const CONNECTIONS = 300;
const REQUESTS = 16;
const ROUNDS = 20;

/** Each key is looked up in the database, and its absence cached. */
export const attack: Attack = {
  title: 'a stranger tries 96,000 made-up keys on 300 connections',
  run: async ({ host, port }) => {
    const sockets = Array.from({ length: CONNECTIONS }, () =>
      connect(port, host)
        .on('error', () => undefined)
        .resume(),
    );
    for (let round = 0; round < ROUNDS; round++) {
      for (const socket of sockets) socket.write(Array.from({ length: REQUESTS }, () => requestTo(host)).join(''));
      await sleep(500);
    }
    for (const socket of sockets) socket.destroy();
  },
};

function requestTo(host: string): string {
  const key = `sa_live_${randomBytes(32).toString('base64url')}`;
  return `GET /api/v1/leads HTTP/1.1\r\nHost: ${host}\r\nX-API-Key: ${key}\r\n\r\n`;
}
