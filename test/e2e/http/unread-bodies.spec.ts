import { once } from 'node:events';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { openSocket } from '../../support/open-socket.js';
import { parseAnswer, sendBytes } from '../../support/raw-request.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const MIB = 1024 * 1024;
/** BODY_LIMIT_BYTES, and what the kernel buffers for both ends of a connection. */
const MOST_BYTES = MIB + 12 * MIB;
const CHUNK = `${MIB.toString(16)}\r\n${'x'.repeat(MIB)}\r\n`;

const service = useService({ REQUIRE_API_KEY: 'true' });

function head(start: string, ...headers: string[]): string {
  return [start, 'Host: localhost', ...headers, '', ''].join('\r\n');
}

/** Writes `piece` until the connection is closed. */
async function pour(socket: Socket, piece: string): Promise<void> {
  while (!socket.destroyed && socket.writable && socket.bytesWritten < 100 * MIB) {
    if (!socket.write(piece)) await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
  }
}

describe('a body that is refused', () => {
  it.each([
    ['POST /api/v1/leads HTTP/1.1', 'Content-Length: 3000000000', 'x'.repeat(MIB), 401],
    ['POST /api/v1/leads HTTP/1.1', 'Transfer-Encoding: chunked', CHUNK, 401],
    ['GET /health HTTP/1.1', 'Transfer-Encoding: chunked', CHUNK, 200],
    ['POST /nowhere HTTP/1.1', 'Transfer-Encoding: chunked', CHUNK, 404],
    ['DELETE /health HTTP/1.1', 'Content-Length: 3000000000', 'x'.repeat(MIB), 405],
    ['POST /%zz HTTP/1.1', 'Content-Length: 3000000000', 'x'.repeat(MIB), 400],
  ])('%s, %s: is answered, and then not read on', async (start, framing, piece, status) => {
    const { socket, received, closed } = await openSocket(service.url);
    socket.write(head(start, 'Content-Type: application/json', framing));
    const poured = pour(socket, piece);
    await until(() => received() !== '');
    const answer = parseAnswer(received(), true);
    expect([answer.status, answer.headers.connection]).toEqual([status, 'close']);
    await closed;
    await poured;
    expect(socket.bytesWritten).toBeLessThan(MOST_BYTES);
    socket.destroy();
  });

  it('is answered to a client that sends all of it before it reads', async () => {
    const body = 'x'.repeat(MIB - 1);
    const bytes = head('POST /api/v1/leads HTTP/1.1', 'Content-Type: text/plain', `Content-Length: ${body.length}`);
    const answer = await sendBytes(service.url, `${bytes}${body}`, { readsLate: true });
    expect([answer.status, answer.hungUp]).toEqual([401, true]);
  });

  it('leaves the connection open if it is small', async () => {
    const { socket, received } = await openSocket(service.url);
    const request = `${head('POST /api/v1/leads HTTP/1.1', 'Content-Type: application/json', 'Content-Length: 2')}{}`;
    socket.write(request);
    await until(() => received().includes('MISSING_API_KEY'));
    socket.write(request);
    await until(() => received().split('MISSING_API_KEY').length === 3);
    socket.destroy();
  });
});

describe('a body in chunks', () => {
  const open = useService();
  const start = head('POST /api/v1/leads HTTP/1.1', 'Content-Type: application/json', 'Transfer-Encoding: chunked');
  const inChunksOf = (size: number, body: string) =>
    [...body.matchAll(new RegExp(`.{1,${size}}`, 'gs'))].map(
      ([chunk]) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`,
    );

  it.each([
    [5, 8_000],
    [100, 400_000],
  ])('of %i bytes is read', async (size, length) => {
    const body = JSON.stringify({ company_name: 'Acme', additional_data: { text: 'x'.repeat(8_000) } });
    const bytes = [start, ...inChunksOf(size, body.padEnd(length)), '0\r\n\r\n'].join('');
    expect((await sendBytes(open.url, bytes)).status).toBe(201);
  });

  it('is refused where very many are tiny', async () => {
    const answer = await sendBytes(open.url, `${start}${'1\r\n \r\n'.repeat(3_000)}`);
    expect([answer.status, (answer.body as { error_code: string }).error_code]).toEqual([400, 'MALFORMED_REQUEST']);
    expect(answer.hungUp).toBe(true);
  });
});
