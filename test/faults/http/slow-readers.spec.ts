import { beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { chunk, endlessBody } from '../../support/provider-responses.js';
import { CHAT_PATH, MESSAGES, useLlmService } from '../../support/llm-service.js';
import { openSocket, type OpenSocket } from '../../support/open-socket.js';
import { useService, type TestService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const LIST = 'GET /api/v1/leads?limit=100 HTTP/1.1\r\nHost: localhost\r\n\r\n';
/** Beyond what the kernel buffers for both ends of a connection. */
const LISTS = 16;

async function fill({ http }: TestService): Promise<void> {
  for (let lead = 0; lead < 100; lead++) {
    await http.post('/api/v1/leads').send({ company_name: 'Acme', notes: 'n'.repeat(9_000) });
  }
}

async function requestLists(service: TestService): Promise<OpenSocket> {
  const opened = await openSocket(service.url);
  opened.socket.pause();
  opened.socket.write(LIST.repeat(LISTS));
  return opened;
}

function connectionsOf({ app }: TestService): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<number>();
  app.getHttpServer().getConnections((_error: Error | null, count: number) => {
    resolve(count);
  });
  return promise;
}

describe('a client that reads nothing', () => {
  const service = useLlmService({ SLOW_READER_TIMEOUT_SECONDS: '2' });

  beforeAll(() => fill(service));

  it('is cut after its time', async () => {
    const begun = performance.now();
    const { socket } = await requestLists(service);
    await until(async () => (await connectionsOf(service)) > 0);
    await until(async () => (await connectionsOf(service)) === 0);
    expect(performance.now() - begun).toBeGreaterThan(1_900);
    socket.destroy();
  });

  it('is cut in the middle of a stream; the provider is let go, and what it sent is in the ledger', async () => {
    service.reset();
    service.runpod.script(endlessBody(`data: ${JSON.stringify(chunk({ content: 'word '.repeat(2_000) }))}\n\n`));
    const { socket } = await openSocket(service.url);
    socket.pause();
    const body = JSON.stringify({ model: 'runpod', stream: true, messages: MESSAGES });
    socket.write(`POST ${CHAT_PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`);
    socket.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
    await service.runpod.received(1);
    await until(() => service.runpod.requests[0]?.wasCancelled === true, 15_000);
    await until(() => service.ledgerRows().length > 0);
    expect(service.ledgerRows()).toMatchObject([{ provider: 'runpod', outcome: 'aborted', usageSource: 'estimated' }]);
    expect(service.ledgerRows()[0]!.completionTokens).toBeGreaterThan(1_000);
    socket.destroy();
  });

  it('is not cut while it waits for an answer', async () => {
    service.reset();
    service.runpod.script(() => sleep(5_000).then(() => undefined));
    const { socket, closed } = await openSocket(service.url);
    const body = JSON.stringify({ model: 'runpod', messages: MESSAGES });
    socket.write(`POST ${CHAT_PATH} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`);
    socket.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
    expect(await Promise.race([closed, sleep(4_000).then(() => 'open')])).toBe('open');
    socket.destroy();
  });

  it('is not cut if it only reads slowly', async () => {
    const { socket, received } = await requestLists(service);
    // The kernel lets a writer go on only when a third of its buffer is free, so progress comes in steps of a megabyte.
    for (let piece = 0; piece < 120; piece++) {
      socket.once('data', () => socket.pause()).resume();
      await sleep(25);
    }
    expect(socket.destroyed).toBe(false);
    const expected = LISTS * 100 * 9_000;
    expect(received().length).toBeLessThan(expected);
    socket.resume();
    await until(() => received().length > expected);
    socket.destroy();
  }, 60_000);
});

describe('clients that together leave too much unread', () => {
  const service = useService({ MAX_UNREAD_BYTES: String(8 * 1024 * 1024) });

  beforeAll(() => fill(service));

  it('are cut, the slowest first, long before their time', async () => {
    const readers = await Promise.all([requestLists(service), requestLists(service), requestLists(service)]);
    await until(async () => (await connectionsOf(service)) < 3, 5_000);
    expect((await service.http.get('/api/v1/leads')).status).toBe(200);
    for (const { socket } of readers) socket.destroy();
  });
});
