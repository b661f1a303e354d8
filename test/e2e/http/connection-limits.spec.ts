import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WorkInFlight } from '../../../src/lifecycle/work-in-flight.js';
import { bearing, issueKey, UNKNOWN_KEY } from '../../support/callers.js';
import { expectFailure, expectFailureAt } from '../../support/failure.js';
import { CHAT_PATH } from '../../support/llm-service.js';
import { lockTable } from '../../support/locked-table.js';
import { openSocket, type OpenSocket } from '../../support/open-socket.js';
import { parseAnswer, sendBytes } from '../../support/raw-request.js';
import { startTestService, type TestService, useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const BODY = '{"company_name":"Acme"}';
const POST = `POST /api/v1/leads HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
const WHOLE = `${POST}Content-Length: ${BODY.length}\r\n\r\n${BODY}`;
const LIST = 'GET /api/v1/leads HTTP/1.1\r\nHost: localhost\r\n\r\n';
const PING = 'GET /ping HTTP/1.1\r\nHost: localhost\r\n\r\n';

const sockets: OpenSocket[] = [];

async function open(service: TestService): Promise<OpenSocket> {
  const opened = await openSocket(service.url);
  sockets.push(opened);
  return opened;
}

afterEach(() => {
  for (const { socket } of sockets.splice(0)) socket.destroy();
});

function answersIn(text: string): number {
  return text.split('HTTP/1.1 ').length - 1;
}

describe('requests that a client pipelines', () => {
  const service = useService();

  beforeAll(() => until(async () => (await service.http.get('/ping')).status === 200));

  it('are answered in order, 16 at a time', async () => {
    const { socket, received } = await open(service);
    socket.write(`${PING}${WHOLE}`.repeat(8));
    await until(() => answersIn(received()) === 16);
    expect(received().match(/(?<=HTTP\/1\.1 )\d+/g)).toEqual(Array.from({ length: 8 }, () => ['200', '201']).flat());
    socket.write(PING);
    await until(() => answersIn(received()) === 17);
  });

  it.each([
    ['in one piece', 1],
    ['in many pieces', 50],
  ])('close the connection when there are more, %s, and no more of them are worked on', async (_how, pieces) => {
    const [before] = await service.database.query<{ count: number }>('SELECT count(*)::int AS count FROM leads');
    const { socket, closed } = await open(service);
    for (let piece = 0; piece < pieces; piece++) socket.write(WHOLE.repeat(1_000 / pieces));
    await closed;
    const [after] = await service.database.query<{ count: number }>('SELECT count(*)::int AS count FROM leads');
    expect(after!.count - before!.count).toBeLessThanOrEqual(16);
  });
});

describe('bodies that a client pipelines', () => {
  const service = useService({ MAX_PIPELINED_BYTES: '100000' });
  const large = `${POST}Content-Length: 30000\r\n\r\n${'x'.repeat(30_000)}`;

  it('close the connection when they are too large together, while an earlier request waits for its answer', async () => {
    const unlock = await lockTable(service.database, 'leads');
    const [modest, greedy] = [await open(service), await open(service)];
    for (const { socket } of [modest, greedy]) socket.write(LIST);
    modest.socket.write(large.repeat(2));
    greedy.socket.write(large.repeat(8));
    await greedy.closed;
    await unlock();
    await until(() => answersIn(modest.received()) === 2);
    expect(modest.received().match(/(?<=HTTP\/1\.1 )\d+/g)).toEqual(['200', '400']);
  });
});

/** Requests that wait for the table of leads, until `release` is called. */
async function holdRequests(service: TestService, count: number) {
  const unlock = await lockTable(service.database, 'leads');
  const held = await Promise.all(Array.from({ length: count }, () => open(service)));
  for (const { socket } of held) socket.write(LIST);
  await until(() => service.app.get(WorkInFlight).requestCount === count);
  return {
    held,
    release: async () => {
      await unlock();
      await Promise.all(held.map(({ received }) => until(() => answersIn(received()) === 1)));
    },
  };
}

/** Requests whose last byte is missing. */
async function beginMany(service: TestService, count: number): Promise<OpenSocket[]> {
  const begun: OpenSocket[] = [];
  while (begun.length < count) {
    const opened = await open(service);
    opened.socket.write(WHOLE.slice(0, -1));
    begun.push(opened);
    await until(() => service.app.get(WorkInFlight).arrivingCount === begun.length);
  }
  return begun;
}

describe('requests in flight', () => {
  const service = useService({ MAX_REQUESTS_IN_FLIGHT: '3' });

  it('beyond the limit get 503 in the shape of their endpoint, and probes are answered', async () => {
    const { held, release } = await holdRequests(service, 3);
    for (const path of ['/api/v1/leads', CHAT_PATH, '/mcp']) {
      const answer = await service.http.get(path);
      expect(answer.headers).toMatchObject({ 'retry-after': '1', connection: 'close', 'cache-control': 'no-store' });
      expectFailureAt(path, answer, 503, 'SERVICE_UNAVAILABLE');
    }
    for (const path of ['/ping', '/health', '/api/v1/health', '/ping?x=1']) {
      expect((await service.http.get(path)).ok).toBe(true);
    }
    await release();
    for (const { received } of held) expect(received()).toMatch(/^HTTP\/1\.1 200 /);
    expect((await service.http.get('/api/v1/leads')).status).toBe(200);
  });

  it('that are refused have one answer a connection', async () => {
    const { release } = await holdRequests(service, 3);
    const answer = await sendBytes(service.url, WHOLE.repeat(10));
    expect(answer.hungUp).toBe(true);
    expect(answersIn(answer.text)).toBe(1);
    expect(parseAnswer(answer.text, true).status).toBe(503);
    await release();
  });

  it('do not include those whose bodies have not arrived, until they have', async () => {
    const arriving = await beginMany(service, 10);
    expect((await service.http.get('/api/v1/leads')).status).toBe(200);
    const { release } = await holdRequests(service, 3);
    const [first, ...others] = arriving;
    first!.socket.write(WHOLE.slice(-1));
    await until(() => answersIn(first!.received()) === 1);
    expectFailure(parseAnswer(first!.received(), false), 503, 'SERVICE_UNAVAILABLE');
    await release();
    const [second] = others;
    second!.socket.write(WHOLE.slice(-1));
    await until(() => second!.received().startsWith('HTTP/1.1 201 '));
    for (const { socket } of others) socket.destroy();
    await until(() => service.app.get(WorkInFlight).count === 0);
    expect(service.app.get(WorkInFlight).arrivingCount).toBe(0);
  });
});

describe('requests in flight of known keys', () => {
  const service = useService({ MAX_REQUESTS_IN_FLIGHT: '3' });

  it('do not include those whose keys are being looked up', async () => {
    const known = await issueKey(service);
    expect((await service.http.get('/api/v1/leads').set(bearing(known))).status).toBe(200);
    const unlock = await lockTable(service.database, 'api_keys');
    const strangers = await Promise.all(Array.from({ length: 10 }, () => open(service)));
    for (const { socket } of strangers) socket.write(`${LIST.trimEnd()}\r\nX-API-Key: ${UNKNOWN_KEY}\r\n\r\n`);
    await until(() => service.app.get(WorkInFlight).arrivingCount === 10);
    expect((await service.http.get('/api/v1/leads').set(bearing(known))).status).toBe(200);
    await unlock();
    await Promise.all(strangers.map(({ received }) => until(() => received().startsWith('HTTP/1.1 401 '))));
  });
});

describe('connections', () => {
  const service = useService({ MAX_CONNECTIONS: '5' });

  it('beyond the limit replace the one that is idle for longest', async () => {
    const [used, oldest] = [await open(service), await open(service)];
    const others = await Promise.all([open(service), open(service), open(service)]);
    used.socket.write(PING);
    await until(() => answersIn(used.received()) === 1);
    const late = await open(service);
    await oldest.closed;
    for (const { socket } of [used, late, ...others]) socket.write(PING);
    await Promise.all([late, ...others].map(({ received }) => until(() => answersIn(received()) === 1)));
    await until(() => answersIn(used.received()) === 2);
  });

  it('beyond the limit replace the one whose request has been arriving for longest, when none is idle', async () => {
    const busy = await beginMany(service, 5);
    const late = await open(service);
    late.socket.write(WHOLE);
    await busy[0]!.closed;
    await until(() => late.received().startsWith('HTTP/1.1 201 '));
    for (const { socket } of busy) socket.write(WHOLE.slice(-1));
    await Promise.all(busy.slice(1).map(({ received }) => until(() => received().startsWith('HTTP/1.1 201 '))));
  });

  it('beyond the limit are refused when all others wait for their answers', async () => {
    const { held, release } = await holdRequests(service, 5);
    const late = await open(service);
    await late.closed;
    await release();
    for (const { received } of held) expect(received()).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe('connections of one address', () => {
  it('have a limit of their own, unless it is a listed proxy', async () => {
    const limits = { MAX_CONNECTIONS: '6', MAX_CONNECTIONS_PER_ADDRESS: '3' };
    const [direct, proxied] = [
      await startTestService(limits),
      await startTestService({ ...limits, TRUST_PROXY: '127.0.0.1' }),
    ];
    try {
      const oldest = await open(direct);
      await Promise.all([open(direct), open(direct), open(direct)]);
      await oldest.closed;
      const all = await Promise.all(Array.from({ length: 6 }, () => open(proxied)));
      for (const { socket } of all) socket.write(PING);
      await Promise.all(all.map(({ received }) => until(() => answersIn(received()) === 1)));
    } finally {
      for (const { socket } of sockets) socket.destroy();
      await Promise.all([direct.stop(), proxied.stop()]);
    }
  });
});
