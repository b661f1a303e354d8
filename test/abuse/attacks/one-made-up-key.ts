import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../attack.js';

const CONNECTIONS = 1_500;
const SECONDS = 8;

/** While its key is looked up, or it is counted, a request waits for the database: more of them than are worked on at once. */
export const attack: Attack = {
  title: 'a stranger repeats one made-up key on 1,500 connections without a pause',
  run: async ({ host, port }) => {
    let isOver = false;
    const request = `GET /api/v1/leads HTTP/1.1\r\nHost: ${host}\r\nX-API-Key: sa_live_${'B'.repeat(43)}\r\n\r\n`;
    const sockets = Array.from({ length: CONNECTIONS }, () => {
      const socket = connect(port, host, () => socket.write(request));
      socket.on('data', () => {
        if (!isOver) socket.write(request);
      });
      return socket.on('error', () => undefined);
    });
    await sleep(SECONDS * 1_000);
    isOver = true;
    for (const socket of sockets) socket.destroy();
  },
};
