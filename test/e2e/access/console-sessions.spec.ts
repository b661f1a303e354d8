import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../../../src/api/scope.js';
import { IdleSessions } from '../../../src/access/sessions/idle-sessions.js';
import { bearing, clientOf, issueKey, type KeyHolder } from '../../support/callers.js';
import { expectFailure } from '../../support/failure.js';
import { LEAD } from '../../support/sample-lead.js';
import { useReplica, useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const SESSION = '/console/session';
const service = useService({ CONSOLE_SESSIONS_PER_KEY: '3', TRUST_PROXY: '127.0.0.1' });
const replica = useReplica(service);
let admin: KeyHolder;

beforeAll(async () => {
  admin = await issueKey(service);
});

interface Answer {
  status: number;
  body: Record<string, unknown>;
  headers: Record<string, string>;
  cookie: string;
}

async function send(path: string, init: RequestInit = {}, url = service.url): Promise<Answer> {
  const answer = await fetch(url + path, init);
  const text = await answer.text();
  const body = text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  const headers = Object.fromEntries(answer.headers);
  return { status: answer.status, body, headers, cookie: headers['set-cookie'] ?? '' };
}

/** Signs in, and returns the cookie as a browser sends it back. */
async function signIn(holder: KeyHolder): Promise<string> {
  const { status, cookie } = await send(SESSION, { method: 'POST', headers: bearing(holder) });
  expect(status).toBe(204);
  return cookie.split(';')[0] ?? '';
}

/** The headers of a page of the console. */
function page(cookie: string, changes: Record<string, string> = {}): Record<string, string> {
  return {
    cookie,
    origin: service.url,
    'x-sales-agent-console': '1',
    'content-type': 'application/json',
    ...changes,
  };
}

const store = (headers: Record<string, string>) =>
  send('/api/v1/leads', { method: 'POST', headers, body: JSON.stringify(LEAD) });

describe('a session of the console', () => {
  it('is a random secret in a cookie that scripts cannot read, and is stored as a hash only', async () => {
    const { cookie } = await send(SESSION, { method: 'POST', headers: bearing(admin) });
    expect(cookie).toMatch(
      /^__Host-sales-agent=sa_session_[A-Za-z0-9_-]{43}; Path=\/; HttpOnly; SameSite=Strict; Secure$/,
    );
    expect(cookie).not.toContain(admin.key);
    const rows = await service.database.query<{ row: string }>('SELECT s::text AS row FROM console_sessions s');
    const secret = /sa_session_[\w-]+/.exec(cookie)?.[0] ?? '';
    expect(rows.length).toBeGreaterThan(0);
    for (const { row } of rows) {
      expect(row).not.toContain(secret.slice('sa_session_'.length));
      expect(row).not.toContain(Buffer.from(secret).toString('hex'));
    }
  });

  it.each([
    [{ 'x-forwarded-proto': 'https', 'x-forwarded-host': 'sales.example' }, /^__Host-sales-agent=.*; Secure$/],
    // Over http, browsers drop Secure cookies of names that are not loopback.
    [{ 'x-forwarded-proto': 'http', 'x-forwarded-host': 'sales.lan:3000' }, /^sales-agent=.*SameSite=Strict$/],
  ])('has the cookie that browsers keep there: %j', async (headers, form) => {
    const { cookie } = await send(SESSION, { method: 'POST', headers: { ...bearing(admin), ...headers } });
    expect(cookie).toMatch(form);
  });

  it('works on a LAN over http, with a page of that name', async () => {
    const lan = { 'x-forwarded-proto': 'http', 'x-forwarded-host': 'sales.lan:3000' };
    const { cookie } = await send(SESSION, { method: 'POST', headers: { ...bearing(admin), ...lan } });
    const own = page(cookie.split(';')[0] ?? '', { ...lan, origin: 'http://sales.lan:3000' });
    expect((await store(own)).status).toBe(201);
    expectFailure(await store({ ...own, origin: service.url }), 403, 'CROSS_SITE_REQUEST');
    // Not where a sibling of the domain could have planted it.
    expectFailure(await store(page(cookie.split(';')[0] ?? '')), 401, 'MISSING_API_KEY');
  });

  it('has the scopes of its key, and its rate limit', async () => {
    const scopes: Scope[] = ['leads:read'];
    const cookie = await signIn(await issueKey(service, { scopes, name: 'reader' }));
    const read = await send('/api/v1/leads', { headers: { cookie } });
    expect(read.status).toBe(200);
    expect(read.headers['ratelimit-limit']).toBe('120000');
    expectFailure(await store(page(cookie)), 403, 'ACCESS_DENIED');
    const { body } = await send(SESSION, { headers: { cookie } });
    expect(body).toMatchObject({ signed_in: true, open: false, key_name: 'reader', scopes });
  });

  it('cannot be exchanged for another one', async () => {
    const cookie = await signIn(admin);
    expectFailure(await send(SESSION, { method: 'POST', headers: page(cookie) }), 401, 'AUTHENTICATION_FAILED');
  });

  it('is a new one at every sign-in, whatever cookie the browser has', async () => {
    const planted = `__Host-sales-agent=sa_session_${'A'.repeat(43)}`;
    const { cookie } = await send(SESSION, { method: 'POST', headers: { ...bearing(admin), cookie: planted } });
    expect(cookie).not.toContain('A'.repeat(43));
    expectFailure(await send('/api/v1/leads', { headers: { cookie: planted } }), 401, 'AUTHENTICATION_FAILED');
  });

  it.each([
    ['of no session', (cookie: string) => cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'))],
    ['that is a key', () => `__Host-sales-agent=${admin.key}`],
    ['cut short', (cookie: string) => cookie.slice(0, -1)],
    ['twice', (cookie: string) => `${cookie}; ${cookie}`],
    ['under the plain name', (cookie: string) => cookie.replace('__Host-', '')],
  ])('is refused: a cookie %s', async (_what, change) => {
    const { status } = await send('/api/v1/leads', { headers: { cookie: change(await signIn(admin)) } });
    expect(status).toBe(401);
  });
});

describe('a page of another origin', () => {
  it.each([
    ['of another site', { origin: 'https://evil.example' }],
    ['of another port of this host', { origin: 'http://127.0.0.1:1' }],
    ['that hides its origin', { origin: 'null' }],
    ['that sends no origin', { origin: '' }],
    ['of the same site', { 'sec-fetch-site': 'same-site' }],
    ['of another site, by its fetch metadata', { 'sec-fetch-site': 'cross-site' }],
  ])('changes nothing with a session: one %s', async (_what, changes) => {
    const cookie = await signIn(admin);
    const headers = Object.fromEntries(Object.entries(page(cookie, changes)).filter(([, value]) => value !== ''));
    expectFailure(await store(headers), 403, 'CROSS_SITE_REQUEST');
  });

  it('changes nothing without the header of the console, which a form cannot send', async () => {
    const headers = page(await signIn(admin));
    delete headers['x-sales-agent-console'];
    expectFailure(await store(headers), 403, 'CROSS_SITE_REQUEST');
    expectFailure(await send(SESSION, { method: 'DELETE', headers }), 403, 'CROSS_SITE_REQUEST');
  });

  it('reads nothing with a session, from another service on this host neither', async () => {
    const cookie = await signIn(admin);
    for (const headers of [{ 'sec-fetch-site': 'same-site' }, { origin: 'http://127.0.0.1:1' }]) {
      expectFailure(await send('/api/v1/leads', { headers: { cookie, ...headers } }), 403, 'CROSS_SITE_REQUEST');
    }
  });
});

describe('a session ends', () => {
  const reads = async (cookie: string, url = service.url) =>
    (await send('/api/v1/leads', { headers: { cookie } }, url)).status;

  it('when it is signed out, on every replica', async () => {
    const cookie = await signIn(admin);
    expect([await reads(cookie), await reads(cookie, replica.url)]).toEqual([200, 200]);
    const ended = await send(SESSION, { method: 'DELETE', headers: page(cookie) });
    expect(ended.status).toBe(204);
    expect(ended.cookie).toContain('Max-Age=0');
    expect(await reads(cookie)).toBe(401);
    await until(async () => (await reads(cookie, replica.url)) === 401, 5_000);
    expect((await send(SESSION, { headers: { cookie } })).body).toMatchObject({ signed_in: false, scopes: [] });
  });

  it('when its key is revoked', async () => {
    const holder = await issueKey(service);
    const cookie = await signIn(holder);
    expect(await reads(cookie)).toBe(200);
    await clientOf(service.url, admin).delete(`/api/v1/api-keys/${holder.id}`);
    expect(await reads(cookie)).toBe(401);
  });

  it('when its key expires', async () => {
    const cookie = await signIn(await issueKey(service, { expiresAt: new Date(Date.now() + 1_500) }));
    expect(await reads(cookie)).toBe(200);
    await until(async () => (await reads(cookie)) === 401, 5_000);
  });

  it('after 12 hours without use, and its row goes', async () => {
    const cookie = await signIn(await issueKey(service));
    const idle = `UPDATE console_sessions SET used_at = now() - interval '12 hours' WHERE id = (
      SELECT id FROM console_sessions ORDER BY created_at DESC LIMIT 1) RETURNING id`;
    const [session] = await service.database.query<{ id: string }>(idle);
    expect(await reads(cookie)).toBe(401);
    await service.app.get(IdleSessions).sweep();
    expect(await service.database.query('SELECT FROM console_sessions WHERE id = $1', [session?.id])).toEqual([]);
  });

  it('when its key has begun too many others', async () => {
    const holder = await issueKey(service);
    const first = await signIn(holder);
    for (let count = 0; count < 3; count++) await signIn(holder);
    expect(await reads(first)).toBe(401);
  });

  it('without a wait for another sign-in that ends the same ones', async () => {
    const holder = await issueKey(service);
    for (let count = 0; count < 3; count++) await signIn(holder);
    const other = new pg.Client({ connectionString: service.database.url });
    await other.connect();
    await other.query('BEGIN');
    await other.query('SELECT FROM console_sessions WHERE key_id = $1 FOR UPDATE', [holder.id]);
    const signedIn = signIn(holder).then(() => true);
    expect(await Promise.race([signedIn, sleep(2_000, false)])).toBe(true);
    await other.query('ROLLBACK');
    await other.end();
    await signIn(holder);
    const sessions = await service.database.query('SELECT FROM console_sessions WHERE key_id = $1', [holder.id]);
    expect(sessions).toHaveLength(3);
  });
});

describe('in open mode', () => {
  const open = useService();

  it('no caller signs in, and a cookie of another time is no obstacle', async () => {
    const cookie = `__Host-sales-agent=sa_session_${'A'.repeat(43)}`;
    const { body } = await send(SESSION, { headers: { cookie } }, open.url);
    expect(body).toMatchObject({ signed_in: true, open: true, key_name: null, scopes: ['admin'] });
    const { status, cookie: set } = await send(SESSION, { method: 'POST' }, open.url);
    expect([status, set]).toEqual([204, expect.stringContaining('Max-Age=0')]);
  });
});
