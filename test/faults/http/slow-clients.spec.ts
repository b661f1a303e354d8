import { describe, expect, it } from 'vitest';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { useService, startTestService } from '../../support/test-service.js';
import { until } from '../../support/until.js';
import { expectFailure, expectHealthy } from '../../support/failure.js';
import { parseAnswer, type RawAnswer, request, sendBytes } from '../../support/raw-request.js';

const HEADERS_MS = 1_000;
const REQUEST_MS = 3_000;
/** What timers may be early by, against the clock. */
const TOLERANCE_MS = 50;
const PAUSE_MS = 100;

const service = useService({
  HEADERS_TIMEOUT_SECONDS: String(HEADERS_MS / 1_000),
  REQUEST_TIMEOUT_SECONDS: String(REQUEST_MS / 1_000),
  KEEP_ALIVE_TIMEOUT_SECONDS: '1',
});

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(service.url);
  const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

/** Sends `start`, then `drop` again and again, and never closes; returns what came back, and after how long. */
async function drip(start: string, drop: string): Promise<RawAnswer & { elapsedMs: number }> {
  const begun = performance.now();
  const socket = await open();
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString('latin1')));
  socket.write(start);
  const dripping = setInterval(() => socket.write(drop), PAUSE_MS);
  await Promise.race([once(socket, 'end'), once(socket, 'close')]);
  const elapsedMs = performance.now() - begun;
  await until(async () => (await connections()) === 0);
  clearInterval(dripping);
  socket.destroy();
  return { ...parseAnswer(text, true), elapsedMs };
}

function connections(): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  service.app.getHttpServer().getConnections((_error: Error | null, count: number) => {
    resolve(count);
  });
  return promise;
}

describe('a client that is slow on purpose', () => {
  it.each([
    ['sends nothing at all', '', ''],
    ['sends its headers letter by letter', 'GET /api/v1/leads HTTP/1.1\r\nX-Slow: ', 'a'],
    ['sends one small header after another', 'GET /api/v1/leads HTTP/1.1\r\nHost: localhost\r\n', 'X-Slow: a\r\n'],
  ])('is cut off when it %s', async (_what, start, drop) => {
    const answer = await drip(start, drop);
    expectFailure(answer, 408, 'REQUEST_TIMEOUT');
    expect(answer.headers).toMatchObject({ connection: 'close', 'cache-control': 'no-store' });
    expect(answer.elapsedMs).toBeGreaterThan(HEADERS_MS - TOLERANCE_MS);
  });

  it.each([
    ['of a given length', ['Content-Length: 1000'], 'a'],
    ['in chunks', ['Transfer-Encoding: chunked'], '1\r\na\r\n'],
  ])('is cut off when it sends a body %s letter by letter', async (_what, headers, drop) => {
    const lines = ['Content-Type: application/json', ...headers];
    const start = request('POST /api/v1/leads HTTP/1.1', lines, '').replace('Connection: close\r\n', '');
    const answer = await drip(start, drop);
    expectFailure(answer, 408, 'REQUEST_TIMEOUT');
    expect(answer.elapsedMs).toBeGreaterThan(REQUEST_MS - TOLERANCE_MS);
  });

  it('does not delay other clients', async () => {
    const slow = await Promise.all(Array.from({ length: 200 }, open));
    for (const socket of slow) socket.write('POST /api/v1/leads HTTP/1.1\r\n');
    await expectHealthy(service);
    await until(async () => (await connections()) <= 1);
    for (const socket of slow) socket.destroy();
  });

  it('may think between two requests for as long as connections are kept, and is then let go', async () => {
    const socket = await open();
    const begun = performance.now();
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/\r\nKeep-Alive: timeout=1\r\n/i);
    socket.resume();
    await Promise.race([once(socket, 'end'), once(socket, 'close')]);
    expect(performance.now() - begun).toBeGreaterThan(1_000 - TOLERANCE_MS);
    socket.destroy();
  });
});

describe('headers', () => {
  it.each([101, 500, 3_000])('of %d lines are too many, before one of them is lost', async (count) => {
    const answer = await sendBytes(service.url, request('GET / HTTP/1.1', new Array<string>(count - 2).fill('a: b')));
    expectFailure(answer, 431, 'HEADERS_TOO_LARGE');
  });

  it('of 100 lines are read', async () => {
    const answer = await sendBytes(service.url, request('GET / HTTP/1.1', new Array<string>(98).fill('a: b')));
    expect(answer.status).toBe(200);
  });
});

describe('the time that a request has', () => {
  it('is the shorter one for its headers, also when a longer one is set', async () => {
    const other = await startTestService({ HEADERS_TIMEOUT_SECONDS: '300', REQUEST_TIMEOUT_SECONDS: '5' });
    const { headersTimeout, requestTimeout } = other.app.getHttpServer();
    await other.stop();
    expect([headersTimeout, requestTimeout]).toEqual([5_000, 5_000]);
  });

  it('is 10 s for headers, 30 s in all, and 72 s between two requests by default', async () => {
    const other = await startTestService();
    const { headersTimeout, requestTimeout, keepAliveTimeout } = other.app.getHttpServer();
    await other.stop();
    expect([headersTimeout, requestTimeout, keepAliveTimeout]).toEqual([10_000, 30_000, 72_000]);
  });
});
