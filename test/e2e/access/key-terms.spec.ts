import { beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from 'supertest';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';
import { expectFailure } from '../../support/failure.js';
import { clientOf, bearing, type KeyHolder, issueKey } from '../../support/callers.js';

const HOUR_MS = 3_600_000;

const service = useService();
let keys: Agent;

beforeAll(async () => {
  keys = clientOf(service.url, await issueKey(service));
});

async function statusFor(key: string): Promise<number> {
  return (await service.http.get('/api/v1/leads').set(bearing({ key }))).status;
}

function rotate({ id }: Pick<KeyHolder, 'id'>, body: object = {}) {
  return keys.post(`/api/v1/api-keys/${id}/rotate`).send(body);
}

function read({ id }: Pick<KeyHolder, 'id'>) {
  return keys.get(`/api/v1/api-keys/${id}`).then(({ body }) => body as Record<string, string | null>);
}

describe('a rotated key', () => {
  it('works for one more day beside its successor, which has its name and scopes', async () => {
    const old = await issueKey(service, { scopes: ['leads:read', 'usage:read'], name: 'crm' });
    const { status, body } = await rotate(old);
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'crm', scopes: ['leads:read', 'usage:read'], expires_at: null });
    expect(body.key).not.toBe(old.key);
    expect([await statusFor(old.key), await statusFor(body.key)]).toEqual([200, 200]);
    const { replaced_by, expires_at, revoked_at } = await read(old);
    expect([replaced_by, revoked_at]).toEqual([body.id, null]);
    expect(Math.abs(Date.parse(expires_at ?? '') - Date.now() - 24 * HOUR_MS)).toBeLessThan(60_000);
  });

  it('needs no body to be rotated', async () => {
    const old = await issueKey(service);
    expect((await keys.post(`/api/v1/api-keys/${old.id}/rotate`)).status).toBe(201);
  });

  it('works during the overlap, and not after', async () => {
    const old = await issueKey(service, { scopes: ['leads:read'] });
    expect(await statusFor(old.key)).toBe(200);
    const { body } = await rotate(old, { overlap_seconds: 2 });
    expect(await statusFor(old.key)).toBe(200);
    await until(async () => (await statusFor(old.key)) === 401, 4_000);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse((await read(old)).expires_at ?? ''));
    expect(await statusFor(body.key)).toBe(200);
  });

  it('ends at once without an overlap, even if it was used a moment ago', async () => {
    const old = await issueKey(service, { scopes: ['leads:read'] });
    expect(await statusFor(old.key)).toBe(200);
    const { body } = await rotate(old, { overlap_seconds: 0 });
    await until(async () => (await statusFor(old.key)) === 401, 2_000);
    expect(await statusFor(body.key)).toBe(200);
  });

  it('does not live longer because of the rotation', async () => {
    const end = new Date(Date.now() + HOUR_MS);
    const old = await issueKey(service, { expiresAt: end });
    const { body } = await rotate(old, { overlap_seconds: 86_400 });
    expect((await read(old)).expires_at).toBe(end.toISOString());
    expect(Math.abs(Date.parse(body.expires_at) - end.getTime())).toBeLessThan(60_000);
  });

  it('has a successor with the requested expiry', async () => {
    const { body } = await rotate(await issueKey(service), { expires_at: '2099-01-01T00:00:00Z' });
    expect(body.expires_at).toBe('2099-01-01T00:00:00.000Z');
  });

  it.each<[string, (old: KeyHolder) => PromiseLike<unknown>]>([
    ['revoked', ({ id }: KeyHolder) => keys.delete(`/api/v1/api-keys/${id}`)],
    ['rotated already', (old: KeyHolder) => rotate(old)],
    ['expired', ({ id }) => service.database.query('UPDATE api_keys SET expires_at = now() WHERE id = $1', [id])],
  ])('cannot be rotated once it is %s', async (_what, end) => {
    const old = await issueKey(service);
    await end(old);
    const before = await service.database.query('SELECT * FROM api_keys ORDER BY id');
    expectFailure(await rotate(old), 409, 'API_KEY_NOT_ACTIVE');
    expect(await service.database.query('SELECT * FROM api_keys ORDER BY id')).toEqual(before);
  });

  it('has one successor, however many requests come at once', async () => {
    const old = await issueKey(service);
    const answers = await Promise.all(Array.from({ length: 5 }, () => rotate(old)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });

  it('ends with the revocation of the old one, and its successor does not', async () => {
    const old = await issueKey(service, { scopes: ['leads:read'] });
    const { body } = await rotate(old);
    await keys.delete(`/api/v1/api-keys/${old.id}`);
    expect([await statusFor(old.key), await statusFor(body.key)]).toEqual([401, 200]);
  });

  it.each([-1, 604_801, 1.5, '10', true, [1]])('is refused an overlap of %j', async (overlap_seconds) => {
    expectFailure(await rotate(await issueKey(service), { overlap_seconds }), 422, 'VALIDATION_ERROR');
  });
});

describe('an expired key', () => {
  it('is refused from that moment on, also where it is cached', async () => {
    const expiresAt = new Date(Date.now() + 1_500);
    const { key } = await issueKey(service, { scopes: ['leads:read'], expiresAt });
    expect(await statusFor(key)).toBe(200);
    await until(async () => (await statusFor(key)) === 401, 2_800);
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt.getTime());
  });

  it('is not marked as used when it is refused', async () => {
    const holder = await issueKey(service, { expiresAt: new Date(Date.now() - HOUR_MS) });
    expect(await statusFor(holder.key)).toBe(401);
    expect((await read(holder)).last_used_at).toBeNull();
  });
});
