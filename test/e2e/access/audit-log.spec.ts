import { beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from 'supertest';
import { AuditRetention } from '../../../src/audit/audit-retention.js';
import { useService } from '../../support/test-service.js';
import { expectFailure } from '../../support/failure.js';
import { LEAD } from '../../support/sample-lead.js';
import { clientOf, type KeyHolder, issueKey, makeWorkspace, profileOf, UNKNOWN_ID } from '../../support/callers.js';

interface Event {
  id: string;
  action: string;
  outcome: string;
  error_code: string | null;
  actor_key_id: string | null;
  actor_name: string;
  target_id: string | null;
  address: string;
  request_id: string;
  count: number;
  last_at: string | null;
  created_at: string;
}

const service = useService();
let holder: KeyHolder;
let operator: Agent;

beforeAll(async () => {
  holder = await issueKey(service, { name: 'operations' });
  operator = clientOf(service.url, holder);
});

async function eventsOf(admin: Agent, query: Record<string, string> = {}): Promise<Event[]> {
  const { status, body } = await admin.get('/api/v1/audit-events').query({ limit: '100', ...query });
  expect(status).toBe(200);
  return body.data as Event[];
}

/** Sends a request, and returns its event of the audit log. */
async function eventOf(sendRequest: (requestId: string) => Promise<{ status: number }>, by = operator) {
  const requestId = `audit-${Math.random().toString(36).slice(2).padEnd(8, '0')}`;
  const { status } = await sendRequest(requestId);
  const events = (await eventsOf(by)).filter((event) => event.request_id === requestId);
  expect(events).toHaveLength(1);
  return { status, ...events[0]! };
}

async function newLead(by = operator): Promise<string> {
  return (await by.post('/api/v1/leads/qualify').send(LEAD)).body.id as string;
}

describe('the audit log', () => {
  it('records caller, action, target, time, address and outcome', async () => {
    const lead = await newLead();
    const before = Date.now();
    const event = await eventOf((id) => operator.get(`/api/v1/leads/${lead}/export`).set('x-request-id', id));
    expect(event).toEqual({
      status: 200,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      action: 'lead.export',
      outcome: 'succeeded',
      error_code: null,
      actor_key_id: holder.id,
      actor_name: 'operations',
      target_id: lead,
      address: '127.0.0.1',
      request_id: expect.stringMatching(/^audit-/),
      count: 1,
      last_at: null,
      created_at: expect.stringMatching(/Z$/),
    });
    expect(Math.abs(Date.parse(event.created_at) - before)).toBeLessThan(60_000);
  });

  it.each<[string, (id: string) => Promise<{ status: number; body: { id?: string } }>]>([
    [
      'api_key.create',
      (id) =>
        operator
          .post('/api/v1/api-keys')
          .set('x-request-id', id)
          .send({ name: 'a', scopes: ['admin'] }),
    ],
    [
      'api_key.rotate',
      async (id) =>
        operator
          .post(`/api/v1/api-keys/${(await issueKey(service)).id}/rotate`)
          .set('x-request-id', id)
          .send({}),
    ],
    [
      'api_key.revoke',
      async (id) => operator.delete(`/api/v1/api-keys/${(await issueKey(service)).id}`).set('x-request-id', id),
    ],
    ['workspace.create', (id) => operator.post('/api/v1/workspaces').set('x-request-id', id).send({ name: 'New' })],
    [
      'workspace.rename',
      async (id) =>
        operator
          .patch(`/api/v1/workspaces/${await makeWorkspace(service.database)}`)
          .set('x-request-id', id)
          .send({ name: 'Renamed' }),
    ],
    [
      'workspace.erase',
      async (id) =>
        operator.delete(`/api/v1/workspaces/${await makeWorkspace(service.database)}`).set('x-request-id', id),
    ],
    [
      'scoring_profile.replace',
      async (id) => {
        const profile = await profileOf(operator);
        return operator.put('/api/v1/scoring-profile').set('x-request-id', id).send(profile);
      },
    ],
    ['lead.delete', async (id) => operator.delete(`/api/v1/leads/${await newLead()}`).set('x-request-id', id)],
  ])('records %s', async (action, sendRequest) => {
    const event = await eventOf(sendRequest);
    expect(event).toMatchObject({ action, outcome: 'succeeded', error_code: null, actor_key_id: holder.id });
    expect(event.status).toBeLessThan(300);
    if (action !== 'scoring_profile.replace') expect(event.target_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each<[string, string, (id: string) => Promise<{ status: number }>]>([
    [
      'lead.export',
      'LEAD_NOT_FOUND',
      (id) => operator.get(`/api/v1/leads/${UNKNOWN_ID}/export`).set('x-request-id', id),
    ],
    ['lead.delete', 'LEAD_NOT_FOUND', (id) => operator.delete(`/api/v1/leads/${UNKNOWN_ID}`).set('x-request-id', id)],
    [
      'api_key.revoke',
      'API_KEY_NOT_FOUND',
      (id) => operator.delete(`/api/v1/api-keys/${UNKNOWN_ID}`).set('x-request-id', id),
    ],
    ['api_key.create', 'VALIDATION_ERROR', (id) => operator.post('/api/v1/api-keys').set('x-request-id', id).send({})],
    [
      'workspace.erase',
      'DEFAULT_WORKSPACE_NOT_ERASABLE',
      (id) => operator.delete(`/api/v1/workspaces/${holder.workspace}`).set('x-request-id', id),
    ],
  ])('records that %s was refused with %s', async (action, error_code, sendRequest) => {
    expect(await eventOf(sendRequest)).toMatchObject({ action, outcome: 'refused', error_code });
  });

  it('records attempts that the scopes of a key do not allow', async () => {
    const reader = await issueKey(service, { scopes: ['leads:read'], name: 'reader' });
    const team = clientOf(service.url, reader);
    const lead = await newLead();
    const refused = { outcome: 'refused', error_code: 'ACCESS_DENIED', actor_key_id: reader.id, actor_name: 'reader' };
    const making = await eventOf((id) =>
      team
        .post('/api/v1/api-keys')
        .set('x-request-id', id)
        .send({ name: 'mine', scopes: ['admin'] }),
    );
    expect(making).toMatchObject({ status: 403, action: 'api_key.create', target_id: null, ...refused });
    const deleting = await eventOf((id) => team.delete(`/api/v1/leads/${lead}`).set('x-request-id', id));
    expect(deleting).toMatchObject({ status: 403, action: 'lead.delete', target_id: lead, ...refused });
    expect((await operator.get(`/api/v1/leads/${lead}`)).status).toBe(200);
  });

  it('names things by their ids only, and stores no text of the caller', async () => {
    for (const path of ['dana.reyes@acme.example', '%00', '%F0%9F%98%80', "'--", 'a'.repeat(150)]) {
      // Refusals of one key that are alike would share an event.
      const other = clientOf(service.url, await issueKey(service));
      const event = await eventOf((id) => other.delete(`/api/v1/leads/${path}`).set('x-request-id', id));
      expect(event).toMatchObject({
        status: 422,
        action: 'lead.delete',
        error_code: 'VALIDATION_ERROR',
        target_id: null,
      });
    }
  });

  it('counts refused calls of a key that are alike in one event a minute, however many there are', async () => {
    const noisy = await issueKey(service, { name: 'noisy' });
    const reader = await issueKey(service, { name: 'reader', scopes: ['leads:read'] });
    const deletes = (key: KeyHolder) =>
      Array.from({ length: 40 }, () => clientOf(service.url, key).delete(`/api/v1/leads/${UNKNOWN_ID}`));
    await Promise.all([noisy, noisy, reader].flatMap(deletes));
    const events = (await eventsOf(operator)).filter(({ actor_key_id: id }) => id === noisy.id || id === reader.id);
    for (const [key, code, calls] of [
      [noisy, 'LEAD_NOT_FOUND', 80],
      [reader, 'ACCESS_DENIED', 40],
    ] as const) {
      const own = events.filter(({ actor_key_id: id }) => id === key.id);
      // A minute may end meanwhile.
      expect([1, 2]).toContain(own.length);
      expect(own.reduce((sum, { count }) => sum + count, 0)).toBe(calls);
      expect(own[0]).toMatchObject({ outcome: 'refused', error_code: code });
      expect(own.every(({ count, last_at }) => count === 1 || last_at?.endsWith('Z') === true)).toBe(true);
    }
  });

  it('is deleted by age, on every replica at once if need be', async () => {
    const aged = await makeWorkspace(service.database, 'Aged');
    await service.database.query(
      `INSERT INTO audit_events (workspace_id, id, action, outcome, actor_name, created_at)
       SELECT $1, gen_random_uuid(), 'lead.delete', 'succeeded', 'old', now() - make_interval(days => n % 2 * 500)
       FROM generate_series(1, 5000) AS n`,
      [aged],
    );
    const retention = service.app.get(AuditRetention);
    await Promise.all([retention.sweep(), retention.sweep(), retention.sweep()]);
    const left = await service.database.query('SELECT 1 FROM audit_events WHERE workspace_id = $1', [aged]);
    expect(left).toHaveLength(2_500);
  });

  it('holds no content of leads, keys or profiles', async () => {
    const lead = await newLead();
    await operator.get(`/api/v1/leads/${lead}/export`);
    await operator.delete(`/api/v1/leads/${lead}`);
    const { body } = await operator.post('/api/v1/api-keys').send({ name: 'secret project', scopes: ['admin'] });
    const rows = await service.database.query<{ row: string }>('SELECT e::text AS row FROM audit_events e');
    const text = rows.map(({ row }) => row).join('\n');
    expect(text).toContain(lead);
    for (const content of [LEAD.contact_email, LEAD.company_name, LEAD.contact_name, body.key, 'secret project']) {
      expect(text).not.toContain(content);
    }
  });

  it('is readable by admins only, each for their own workspace', async () => {
    const workspace = await makeWorkspace(service.database);
    const team = clientOf(service.url, await issueKey(service, { workspace, name: 'theirs' }));
    const lead = await newLead(team);
    expect((await team.delete(`/api/v1/leads/${lead}`)).status).toBe(204);
    const theirs = await eventsOf(team);
    expect(theirs.map(({ action, actor_name }) => [action, actor_name])).toEqual([['lead.delete', 'theirs']]);
    expect((await eventsOf(operator)).map(({ id }) => id)).not.toContain(theirs[0]?.id);
    const reader = clientOf(
      service.url,
      await issueKey(service, { scopes: ['leads:read', 'leads:write', 'usage:read'] }),
    );
    expectFailure(await reader.get('/api/v1/audit-events'), 403, 'ACCESS_DENIED');
  });

  it('is paginated, newest first, with a filter by action', async () => {
    const all = await eventsOf(operator);
    const read: Event[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: Record<string, string> = cursor === '' ? { limit: '7' } : { limit: '7', cursor };
      const { body } = await operator.get('/api/v1/audit-events').query(query);
      read.push(...(body.data as Event[]));
      cursor = body.next_cursor as string | null;
    }
    expect(read).toEqual(all);
    expect(all.map(({ created_at }) => created_at)).toEqual(
      all
        .map(({ created_at }) => created_at)
        .sort()
        .reverse(),
    );
    const exports = await eventsOf(operator, { action: 'lead.export' });
    expect(exports).toEqual(all.filter(({ action }) => action === 'lead.export'));
    expect(exports.length).toBeGreaterThan(1);
    const { body } = await operator.get('/api/v1/audit-events?limit=1');
    for (const query of [
      { action: 'lead.export', cursor: body.next_cursor },
      { action: 'nonsense' },
      { action: '__proto__' },
    ]) {
      expectFailure(await operator.get('/api/v1/audit-events').query(query), 422, 'VALIDATION_ERROR');
    }
  });

  it('cannot be changed through the API', async () => {
    const [event] = await eventsOf(operator);
    expectFailure(await operator.delete('/api/v1/audit-events'), 405, 'METHOD_NOT_ALLOWED');
    expectFailure(await operator.delete(`/api/v1/audit-events/${event?.id ?? ''}`), 404, 'RESOURCE_NOT_FOUND');
  });
});
