import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { DatabaseClient } from './database-client.js';

const PASSWORD = 'correct-horse-battery';

function message(type: string, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, body]);
}

function authentication(code: number, rest = Buffer.alloc(0)): Buffer {
  const number = Buffer.alloc(4);
  number.writeInt32BE(code);
  return message('R', number, rest);
}

const OK = authentication(0);
const READY = message('Z', Buffer.from('I'));
const CLEARTEXT = authentication(3);
const MD5 = authentication(5, Buffer.from('salt'));
const SASL = authentication(10, Buffer.from('SCRAM-SHA-256\0\0'));

let stop: (() => void) | undefined;

afterEach(() => stop?.());

/** A program that has taken the port of the server, and answers the first message with `answer`. */
async function impostor(answer: Buffer) {
  let heard = '';
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(answer));
    socket.on('data', (bytes: Buffer) => (heard += bytes.toString('latin1')));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  stop = () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
  return { port: (server.address() as AddressInfo).port, heard: () => heard };
}

async function connectTo(port: number, query = '?require_auth=scram-sha-256'): Promise<unknown> {
  const connectionString = `postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/postgres${query}`;
  const client = new DatabaseClient({ connectionString, connectionTimeoutMillis: 1_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    void client.query('SELECT secret FROM leads').catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 50));
    return 'connected';
  } catch (error) {
    return (error as Error).message;
  } finally {
    client.connection.stream.destroy();
  }
}

describe('a client that requires SCRAM', () => {
  it.each([
    ['requests the password in clear', CLEARTEXT],
    ['requests its MD5 hash', MD5],
    ['requests nothing', Buffer.concat([OK, READY])],
    ['starts SCRAM and does not finish it', Buffer.concat([SASL, OK, READY])],
    ['starts SCRAM and then requests the password in clear', Buffer.concat([SASL, CLEARTEXT])],
  ])('gives neither password nor statement to a server that %s', async (_, answer) => {
    const { port, heard } = await impostor(answer);
    expect(await connectTo(port)).toMatch(/did not prove that it knows the password/);
    expect(heard()).toContain('postgres');
    expect(heard()).not.toMatch(/correct-horse|md5|SELECT/);
  });
});

describe('a client that does not require SCRAM', () => {
  it('answers a pooler that requests the password in clear', async () => {
    const { port, heard } = await impostor(Buffer.concat([CLEARTEXT, OK, READY]));
    expect(await connectTo(port, '')).toBe('connected');
    expect(heard()).toContain(PASSWORD);
  });
});
