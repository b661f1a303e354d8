import { beforeAll, describe, expect, it, vi } from 'vitest';
import { ApiKeysRepository, newSecret } from '../../../src/access/authentication/api-keys.repository.js';
import { RateLimitWindowsRepository } from '../../../src/access/limits/rate-limit-windows.repository.js';
import { useService, startReplica } from '../../support/test-service.js';
import { expectFailure } from '../../support/failure.js';
import { bearing, type KeyHolder, issueKey, statusesOf, UNKNOWN_KEY, untilMinuteHas } from '../../support/callers.js';

const LIMIT = 200;

// A test that must not see the minute turn may have to wait for the next one.
const service = useService({ RATE_LIMIT_PER_MINUTE: String(LIMIT) });

function send(url: string, headers: Record<string, string> = {}, path = '/api/v1/leads'): Promise<Response> {
  return fetch(url + path, { headers });
}

async function answerOf(response: Response) {
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await response.json() };
}

/** Uses up what a caller may do in this minute. */
async function exhaust(url: string, headers: Record<string, string>): Promise<void> {
  while ((await send(url, headers)).status !== 429);
}

function countAllowed(statuses: number[]): number {
  expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
  return statuses.filter((status) => status === 200).length;
}

beforeAll(async () => {
  await issueKey(service);
});

describe('the limit of a key', () => {
  it('stands in the headers of every answer, with what is left and how long', async () => {
    const holder = await issueKey(service);
    await untilMinuteHas(5, service.database);
    for (const left of [LIMIT - 1, LIMIT - 2]) {
      const { headers } = await send(service.url, bearing(holder));
      expect(headers.get('ratelimit-limit')).toBe(String(LIMIT));
      expect(headers.get('ratelimit-remaining')).toBe(String(left));
      expect(Number(headers.get('ratelimit-reset'))).toBeGreaterThan(0);
      expect(Number(headers.get('ratelimit-reset'))).toBeLessThanOrEqual(60);
      expect(headers.get('retry-after')).toBeNull();
    }
  });

  it('counts failed requests, and HEAD as GET', async () => {
    const holder = await issueKey(service, { scopes: ['leads:read'] });
    await untilMinuteHas(5, service.database);
    const { url } = service;
    await send(url, bearing(holder), '/api/v1/audit-events');
    await send(url, bearing(holder), '/api/v1/leads?nonsense=1');
    await fetch(`${url}/api/v1/leads`, { method: 'HEAD', headers: bearing(holder) });
    const { headers } = await send(url, bearing(holder));
    expect(headers.get('ratelimit-remaining')).toBe(String(LIMIT - 4));
  });

  it('is exact over two replicas', async () => {
    const other = await startReplica(service.database, { RATE_LIMIT_PER_MINUTE: String(LIMIT) });
    const holder = await issueKey(service);
    await untilMinuteHas(10, service.database);
    const together = await Promise.all([
      statusesOf(LIMIT - 50, () => send(service.url, bearing(holder))),
      statusesOf(LIMIT - 50, () => send(other.url, bearing(holder))),
    ]);
    const rest = [
      await statusesOf(20, () => send(service.url, bearing(holder))),
      await statusesOf(20, () => send(other.url, bearing(holder))),
    ];
    await other.stop();
    expect(countAllowed([...together, ...rest].flat())).toBe(LIMIT);
  });

  it('answers 429 with Retry-After, and does not affect other keys', async () => {
    const greedy = await issueKey(service);
    const modest = await issueKey(service);
    await untilMinuteHas(10, service.database);
    await exhaust(service.url, bearing(greedy));
    const answer = await answerOf(await send(service.url, bearing(greedy)));
    expectFailure(answer, 429, 'RATE_LIMIT_EXCEEDED');
    expect(answer.body).toMatchObject({ details: { limit: LIMIT } });
    expect(answer.headers['ratelimit-remaining']).toBe('0');
    expect(answer.headers['retry-after']).toBe(answer.headers['ratelimit-reset']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1);
    expect((await send(service.url, bearing(modest))).status).toBe(200);
    expect((await send(service.url, bearing(greedy), '/health')).status).toBe(200);
    expect((await send(service.url, bearing(greedy), '/nope')).status).toBe(404);
  });
});

describe('A refused caller', () => {
  it('is counted by address, with any credential, and does not affect keys in use at the same address', async () => {
    const holder = await issueKey(service);
    expect((await send(service.url, bearing(holder))).status).toBe(200);
    // Making a key clears the caches.
    await issueKey(service);
    await untilMinuteHas(10, service.database);
    const [first, second] = [await send(service.url), await send(service.url, { 'x-api-key': UNKNOWN_KEY })];
    const left = [first, second].map(({ headers }) => Number(headers.get('ratelimit-remaining')));
    expect((left[0] ?? 0) - (left[1] ?? 0)).toBe(1);
    let count = 0;
    while (
      (await send(service.url, { 'x-api-key': `made-up-${++count}`, 'x-forwarded-for': `9.9.9.${count % 250}` }))
        .status === 401
    );
    expect(count).toBeLessThanOrEqual(LIMIT);
    expectFailure(await answerOf(await send(service.url)), 429, 'RATE_LIMIT_EXCEEDED');
    expect((await send(service.url, bearing(holder))).status).toBe(200);
  });
});

describe('Files that need no key', () => {
  it.each(['/api/v1/openapi.json', '/api/v1/docs/swagger-ui.css'])('are counted by address: %s', async (path) => {
    const replica = await startReplica(service.database, { RATE_LIMIT_PER_MINUTE: '5' });
    await untilMinuteHas(10, service.database);
    const statuses = await statusesOf(20, () => send(replica.url, {}, path));
    await replica.stop();
    expect(statuses).toContain(429);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(5);
  });
});

describe('An address over its limit', () => {
  it('causes no query, whatever keys it makes up', async () => {
    const replica = await startReplica(service.database, { RATE_LIMIT_PER_MINUTE: '5' });
    const lookUp = vi.spyOn(replica.app.get(ApiKeysRepository), 'findByHash');
    const count = vi.spyOn(replica.app.get(RateLimitWindowsRepository), 'add');
    await untilMinuteHas(10, service.database);
    await exhaust(replica.url, {});
    lookUp.mockClear();
    count.mockClear();
    const statuses = await statusesOf(50, () => send(replica.url, { 'x-api-key': newSecret() }));
    await replica.stop();
    expect(new Set(statuses)).toEqual(new Set([429]));
    expect([lookUp.mock.calls.length, count.mock.calls.length]).toEqual([0, 0]);
  });
});

describe('the minute', () => {
  it('never goes back when a statement that began in the one before comes late', async () => {
    const windows = service.app.get(RateLimitWindowsRepository);
    await untilMinuteHas(5, service.database);
    await service.database.query(
      `INSERT INTO rate_limit_windows VALUES ('late', date_trunc('minute', now()) + interval '1 minute', 7)`,
    );
    expect((await windows.add('late', 2)).used).toBe(9);
  });

  it('is the one of the clock, also after the clock was put back by more', async () => {
    const windows = service.app.get(RateLimitWindowsRepository);
    await untilMinuteHas(5, service.database);
    await service.database.query(
      `INSERT INTO rate_limit_windows VALUES ('put back', date_trunc('minute', now()) + interval '1 hour', 7)`,
    );
    const { used, remainingMs } = await windows.add('put back', 2);
    expect(used).toBe(2);
    expect(remainingMs).toBeLessThanOrEqual(60_000);
  });

  it('is forgotten after an hour', async () => {
    await service.database.query(`INSERT INTO rate_limit_windows VALUES ('old', now() - interval '61 minutes', 7)`);
    await service.app.get(RateLimitWindowsRepository).deleteStale();
    expect(await service.database.query(`SELECT FROM rate_limit_windows WHERE subject = 'old'`)).toEqual([]);
  });
});

describe('A limit of 0', () => {
  it('means no limit', async () => {
    const unlimited = await startReplica(service.database, { RATE_LIMIT_PER_MINUTE: '0' });
    const holder: KeyHolder = await issueKey(unlimited);
    const { status, headers } = await send(unlimited.url, bearing(holder));
    const statuses = await statusesOf(LIMIT + 10, () => send(unlimited.url, bearing(holder)));
    await unlimited.stop();
    expect([status, headers.get('ratelimit-limit')]).toEqual([200, null]);
    expect(countAllowed(statuses)).toBe(LIMIT + 10);
  });
});
