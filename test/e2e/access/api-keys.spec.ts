import { hash } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from 'supertest';
import { useService } from '../../support/test-service.js';
import { expectFailure } from '../../support/failure.js';
import { clientOf, bearing, type KeyHolder, issueKey, UNKNOWN_ID } from '../../support/callers.js';

const NEW_KEY = { name: 'crm-import', scopes: ['leads:read'] };

const service = useService();
let admin: KeyHolder;
let keys: Agent;

beforeAll(async () => {
  admin = await issueKey(service);
  keys = clientOf(service.url, admin);
});

async function statusFor(key: string): Promise<number> {
  return (await service.http.get('/api/v1/leads').set(bearing({ key }))).status;
}

describe('a new key', () => {
  it('has 32 random bytes behind its prefix, and is shown this once', async () => {
    const { status, body } = await keys.post('/api/v1/api-keys').send(NEW_KEY);
    expect(status).toBe(201);
    expect(body.key).toMatch(/^sa_live_[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(body.key.slice('sa_live_'.length), 'base64url')).toHaveLength(32);
    expect(body).toMatchObject({ ...NEW_KEY, hint: body.key.slice(0, 12), expires_at: null, last_used_at: null });
    const read = await keys.get(`/api/v1/api-keys/${body.id}`);
    const listed = await keys.get('/api/v1/api-keys?limit=100');
    for (const text of [JSON.stringify(read.body), JSON.stringify(listed.body)]) {
      expect(text).toContain(body.id);
      expect(text).not.toContain(body.key);
      expect(text).not.toContain('hash');
    }
  });

  it('is nowhere in the database but as its hash', async () => {
    const { body } = await keys.post('/api/v1/api-keys').send(NEW_KEY);
    expect(await statusFor(body.key)).toBe(200);
    const { body: successor } = await keys.post(`/api/v1/api-keys/${body.id}/rotate`).send({});
    const tables = await service.database.query<{ tablename: string }>(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`,
    );
    const rows = await Promise.all(
      tables.map(({ tablename }) =>
        service.database.query<{ row: string }>(`SELECT t::text AS row FROM ${tablename} t`),
      ),
    );
    const stored = rows.flat().map(({ row }) => row);
    const text = stored.join('\n');
    expect(stored.length).toBeGreaterThan(0);
    for (const key of [body.key, successor.key] as string[]) {
      const bytes = Buffer.from(key.slice('sa_live_'.length), 'base64url');
      for (const form of [key.slice('sa_live_'.length), Buffer.from(key).toString('hex'), bytes.toString('hex')]) {
        expect(text).not.toContain(form);
      }
      expect(text).toContain(hash('sha256', key, 'hex'));
    }
  });

  it('is accepted in either header, in any case of the scheme', async () => {
    const { key } = admin;
    for (const headers of [
      { authorization: `Bearer ${key}` },
      { authorization: `bearer ${key}` },
      { authorization: `BEARER   ${key}` },
      { 'x-api-key': key },
    ]) {
      expect((await service.http.get('/api/v1/leads').set(headers)).status).toBe(200);
    }
  });

  it('shows when it was last used', async () => {
    const holder = await issueKey(service, { scopes: ['leads:read'] });
    const before = Date.now();
    expect((await keys.get(`/api/v1/api-keys/${holder.id}`)).body.last_used_at).toBeNull();
    expect(await statusFor(holder.key)).toBe(200);
    const { body } = await keys.get(`/api/v1/api-keys/${holder.id}`);
    expect(Math.abs(Date.parse(body.last_used_at) - before)).toBeLessThan(60_000);
  });

  it('takes an expiry time with any offset', async () => {
    const { body } = await keys.post('/api/v1/api-keys').send({ ...NEW_KEY, expires_at: '2099-01-01T02:00:00+02:00' });
    expect(body.expires_at).toBe('2099-01-01T00:00:00.000Z');
    expect(await statusFor(body.key)).toBe(200);
  });
});

describe('A request for a new key', () => {
  it.each([
    ['no name', { scopes: ['leads:read'] }, 'name'],
    ['a blank name', { ...NEW_KEY, name: '  \t ' }, 'name'],
    ['a name with a NUL', { ...NEW_KEY, name: 'a\0b' }, 'name'],
    ['a name with a lone surrogate', { ...NEW_KEY, name: 'a\ud800' }, 'name'],
    ['a name with a terminal escape', { ...NEW_KEY, name: '\u001b[2Jx' }, 'name'],
    ['a name of 101 characters', { ...NEW_KEY, name: 'n'.repeat(101) }, 'name'],
    ['a name that is a list', { ...NEW_KEY, name: ['a'] }, 'name'],
    ['no scopes', { name: 'a' }, 'scopes'],
    ['an empty list of scopes', { ...NEW_KEY, scopes: [] }, 'scopes'],
    ['an unknown scope', { ...NEW_KEY, scopes: ['leads:read', 'root'] }, 'scopes'],
    ['an inherited name as a scope', { ...NEW_KEY, scopes: ['constructor'] }, 'scopes'],
    ['a scope in capitals', { ...NEW_KEY, scopes: ['ADMIN'] }, 'scopes'],
    ['a scope twice', { ...NEW_KEY, scopes: ['admin', 'admin'] }, 'scopes'],
    ['scopes as one text', { ...NEW_KEY, scopes: 'admin' }, 'scopes'],
    ['nested scopes', { ...NEW_KEY, scopes: [['admin']] }, 'scopes'],
    ['an end in the past', { ...NEW_KEY, expires_at: '2020-01-01T00:00:00Z' }, 'expires_at'],
    ['an end without an offset', { ...NEW_KEY, expires_at: '2099-01-01T00:00:00' }, 'expires_at'],
    ['an end on a day that is none', { ...NEW_KEY, expires_at: '2099-02-30T00:00:00Z' }, 'expires_at'],
    ['an end that is a number', { ...NEW_KEY, expires_at: 4_070_908_800 }, 'expires_at'],
    ['a workspace that is no UUID', { ...NEW_KEY, workspace_id: '../default' }, 'workspace_id'],
    ['a key of its own choosing', { ...NEW_KEY, key: 'sa_live_mine' }, 'key'],
    ['a hash of its own choosing', { ...NEW_KEY, hash: 'a'.repeat(64) }, 'hash'],
    ['an id of its own choosing', { ...NEW_KEY, id: UNKNOWN_ID }, 'id'],
  ])('with %s is refused', async (_what, body, field) => {
    const answer = await keys.post('/api/v1/api-keys').send(body);
    expectFailure(answer, 422, 'VALIDATION_ERROR');
    expect(answer.body.details.errors[0].field).toBe(field);
  });

  it('for a workspace that does not exist is refused', async () => {
    const answer = await keys.post('/api/v1/api-keys').send({ ...NEW_KEY, workspace_id: UNKNOWN_ID });
    expectFailure(answer, 404, 'WORKSPACE_NOT_FOUND');
  });
});

describe('a revoked key', () => {
  it('is refused here at once, stays in the list, and cannot be revoked more than it is', async () => {
    const holder = await issueKey(service, { scopes: ['leads:read'] });
    expect(await statusFor(holder.key)).toBe(200);
    expect((await keys.delete(`/api/v1/api-keys/${holder.id}`)).status).toBe(204);
    expect(await statusFor(holder.key)).toBe(401);
    const { body: once } = await keys.get(`/api/v1/api-keys/${holder.id}`);
    expect(once.revoked_at).toMatch(/Z$/);
    expect((await keys.delete(`/api/v1/api-keys/${holder.id}`)).status).toBe(204);
    expect((await keys.get(`/api/v1/api-keys/${holder.id}`)).body).toEqual(once);
  });

  it('can revoke itself', async () => {
    const holder = await issueKey(service);
    expect((await clientOf(service.url, holder).delete(`/api/v1/api-keys/${holder.id}`)).status).toBe(204);
    expect(await statusFor(holder.key)).toBe(401);
  });

  it('could be used before its revocation', async () => {
    expectFailure(await keys.delete(`/api/v1/api-keys/${UNKNOWN_ID}`), 404, 'API_KEY_NOT_FOUND');
    expectFailure(await keys.get(`/api/v1/api-keys/${UNKNOWN_ID}`), 404, 'API_KEY_NOT_FOUND');
    expectFailure(await keys.post(`/api/v1/api-keys/${UNKNOWN_ID}/rotate`).send({}), 404, 'API_KEY_NOT_FOUND');
  });
});

describe('the list of keys', () => {
  it('is paginated, newest first, each key once', async () => {
    const made: string[] = [];
    for (let count = 0; count < 3; count++) made.unshift((await issueKey(service)).id);
    const read: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: Record<string, string> = cursor === '' ? { limit: '2' } : { limit: '2', cursor };
      const { body } = await keys.get('/api/v1/api-keys').query(query);
      read.push(...body.data.map(({ id }: { id: string }) => id));
      cursor = body.next_cursor as string | null;
    }
    expect(read.slice(0, 3)).toEqual(made);
    expect(new Set(read).size).toBe(read.length);
    expect(read).toContain(admin.id);
  });
});
