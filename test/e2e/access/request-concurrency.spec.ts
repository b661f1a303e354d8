import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WorkInFlight } from '../../../src/lifecycle/work-in-flight.js';
import { bearing, issueKey, type KeyHolder } from '../../support/callers.js';
import { expectFailure } from '../../support/failure.js';
import { lockTable } from '../../support/locked-table.js';
import { openSocket, type OpenSocket } from '../../support/open-socket.js';
import { parseAnswer } from '../../support/raw-request.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const LEAD = '{"company_name":"Acme"}';

const service = useService({ REQUEST_CONCURRENCY_PER_KEY: '3' });
let busy: KeyHolder;
let other: KeyHolder;
const held: OpenSocket[] = [];

beforeAll(async () => {
  [busy, other] = [await issueKey(service), await issueKey(service)];
});

afterEach(() => {
  for (const { socket } of held.splice(0)) socket.destroy();
});

function statusOf(holder: KeyHolder): Promise<number> {
  return service.http
    .get('/api/v1/leads')
    .set(bearing(holder))
    .then(({ status }) => status);
}

/** Sends a request without its body. */
async function begin(holder: KeyHolder, start: string, ...headers: string[]): Promise<OpenSocket> {
  const opened = await openSocket(service.url);
  held.push(opened);
  const lines = [`${start} HTTP/1.1`, 'Host: localhost', `Authorization: ${bearing(holder).authorization}`];
  opened.socket.write([...lines, ...headers, '', ''].join('\r\n'));
  return opened;
}

function beginLead(holder: KeyHolder): Promise<OpenSocket> {
  return begin(holder, 'POST /api/v1/leads', 'Content-Type: application/json', `Content-Length: ${LEAD.length}`);
}

function awaited(): number {
  return service.app.get(WorkInFlight).arrivingCount;
}

async function failureOf({ received }: OpenSocket) {
  await until(() => received() !== '');
  return parseAnswer(received(), false);
}

describe('the limit of concurrent requests', () => {
  it('refuses one more of the same key, and leaves others alone', async () => {
    const unlock = await lockTable(service.database, 'leads');
    for (let count = 0; count < 3; count++) await begin(busy, 'GET /api/v1/leads');
    const readProfile = () => service.http.get('/api/v1/scoring-profile').set(bearing(busy));
    await until(async () => (await readProfile()).status === 429);
    expectFailure(await readProfile(), 429, 'REQUEST_CONCURRENCY_EXCEEDED');
    expect((await service.http.get('/api/v1/scoring-profile').set(bearing(other))).status).toBe(200);
    await unlock();
    await until(async () => (await statusOf(busy)) === 200);
  });

  it('counts requests whose bodies are arriving by themselves, until they have arrived', async () => {
    const arriving = [await beginLead(busy), await beginLead(busy), await beginLead(busy)];
    await until(() => awaited() === 3);
    expectFailure(await failureOf(await beginLead(busy)), 429, 'REQUEST_CONCURRENCY_EXCEEDED');
    expect(await statusOf(busy)).toBe(200);
    expect(await statusOf(other)).toBe(200);
    for (const { socket } of arriving) socket.write(LEAD);
    await Promise.all(arriving.map(({ received }) => until(() => received().startsWith('HTTP/1.1 201 '))));
  });

  it('forgets requests whose clients disconnect, whenever that is', async () => {
    for (let round = 0; round < 10; round++) {
      await Promise.all([beginLead(busy), beginLead(busy), beginLead(busy)]);
      for (const { socket } of held.splice(0)) socket.destroy();
    }
    await until(() => awaited() === 0);
    const all = await Promise.all([beginLead(busy), beginLead(busy), beginLead(busy)]);
    for (const { socket } of all) socket.write(LEAD);
    await Promise.all(all.map(({ received }) => until(() => received().startsWith('HTTP/1.1 201 '))));
  });
});
