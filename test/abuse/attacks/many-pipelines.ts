import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../attack.js';

const SECONDS = 8;
const CONNECTIONS = 200;

/** A connection that is closed for what it sends is opened again at once. */
export const attack: Attack = {
  title: 'a stranger pipelines the shortest requests there are on 200 connections, again and again',
  run: async ({ host, port }) => {
    const chunk = Buffer.from(`GET / HTTP/1.1\r\nHost:a\r\n\r\n`.repeat(2_500));
    let isOver = false;
    const open = () => {
      if (isOver) return;
      const socket = connect(port, host, () => socket.write(chunk));
      socket
        .on('error', () => undefined)
        .on('close', open)
        .resume();
    };
    for (let count = 0; count < CONNECTIONS; count++) open();
    await sleep(SECONDS * 1_000);
    isOver = true;
    await sleep(500);
  },
};
