import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../attack.js';

const CONNECTIONS = 700;

/** More requests than a key may have at a time, each of which takes a connection to the database. */
export const attack: Attack = {
  title: 'one key lists leads on 700 connections without a pause',
  run: async ({ host, port, userKey }) => {
    let isOver = false;
    const request = `GET /api/v1/leads?limit=100 HTTP/1.1\r\nHost: ${host}\r\nX-API-Key: ${userKey}\r\n\r\n`;
    const sockets = Array.from({ length: CONNECTIONS }, () => {
      const socket = connect(port, host, () => socket.write(request));
      socket.on('data', () => {
        if (!isOver) socket.write(request);
      });
      return socket.on('error', () => undefined);
    });
    await sleep(8_000);
    isOver = true;
    for (const socket of sockets) socket.destroy();
  },
};
