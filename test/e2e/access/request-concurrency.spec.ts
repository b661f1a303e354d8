import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { bearing, issueKey, type KeyHolder } from '../../support/callers.js';
import { expectFailure } from '../../support/failure.js';
import { openSocket, type OpenSocket } from '../../support/open-socket.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const service = useService({ REQUEST_CONCURRENCY_PER_KEY: '3' });
let busy: KeyHolder;
let other: KeyHolder;
let held: OpenSocket[] = [];

beforeAll(async () => {
  [busy, other] = [await issueKey(service), await issueKey(service)];
});

afterEach(() => {
  for (const { socket } of held) socket.destroy();
});

function statusOf(holder: KeyHolder): Promise<number> {
  return service.http
    .get('/api/v1/leads')
    .set(bearing(holder))
    .then(({ status }) => status);
}

/** Requests whose bodies do not arrive. */
async function hold(): Promise<void> {
  held = await Promise.all([openSocket(service.url), openSocket(service.url), openSocket(service.url)]);
  const lines = ['POST /api/v1/leads HTTP/1.1', 'Host: localhost', `Authorization: ${bearing(busy).authorization}`];
  const head = [...lines, 'Content-Type: application/json', 'Content-Length: 23', '', ''].join('\r\n');
  for (const { socket } of held) socket.write(head);
}

describe('the limit of concurrent requests', () => {
  it('refuses one more of the same key, and leaves others alone', async () => {
    await hold();
    await until(async () => (await statusOf(busy)) === 429);
    expectFailure(await service.http.get('/api/v1/leads').set(bearing(busy)), 429, 'REQUEST_CONCURRENCY_EXCEEDED');
    expect(await statusOf(other)).toBe(200);
    for (const { socket } of held) socket.write('{"company_name":"Acme"}');
    await until(async () => (await statusOf(busy)) === 200);
  });

  it('forgets requests whose clients disconnect, whenever that is', async () => {
    for (let round = 0; round < 10; round++) {
      await hold();
      for (const { socket } of held) socket.destroy();
    }
    await until(async () => (await statusOf(busy)) === 200);
    await hold();
    await until(async () => (await statusOf(busy)) === 429);
  });
});
