import { describe, expect, it } from 'vitest';
import { type AuditEvent, useAuditedService } from '../../support/audited-service.js';
import { expectFailure } from '../../support/failure.js';
import { issueKey, makeWorkspace, profileOf, UNKNOWN_ID } from '../../support/callers.js';

const { service, operator, eventsOf, eventOf, newLead } = useAuditedService();

describe('the audit log', () => {
  it('records caller, action, target, time, address and outcome', async () => {
    const lead = await newLead();
    const before = Date.now();
    const event = await eventOf((id) => operator.client.get(`/api/v1/leads/${lead}/export`).set('x-request-id', id));
    expect(event).toEqual({
      status: 200,
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      action: 'lead.export',
      outcome: 'succeeded',
      error_code: null,
      actor_key_id: operator.key.id,
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
        operator.client
          .post('/api/v1/api-keys')
          .set('x-request-id', id)
          .send({ name: 'a', scopes: ['admin'] }),
    ],
    [
      'api_key.rotate',
      async (id) =>
        operator.client
          .post(`/api/v1/api-keys/${(await issueKey(service)).id}/rotate`)
          .set('x-request-id', id)
          .send({}),
    ],
    [
      'api_key.revoke',
      async (id) => operator.client.delete(`/api/v1/api-keys/${(await issueKey(service)).id}`).set('x-request-id', id),
    ],
    [
      'workspace.create',
      (id) => operator.client.post('/api/v1/workspaces').set('x-request-id', id).send({ name: 'New' }),
    ],
    [
      'workspace.rename',
      async (id) =>
        operator.client
          .patch(`/api/v1/workspaces/${await makeWorkspace(service.database)}`)
          .set('x-request-id', id)
          .send({ name: 'Renamed' }),
    ],
    [
      'workspace.erase',
      async (id) =>
        operator.client.delete(`/api/v1/workspaces/${await makeWorkspace(service.database)}`).set('x-request-id', id),
    ],
    [
      'scoring_profile.replace',
      async (id) => {
        const profile = await profileOf(operator.client);
        return operator.client.put('/api/v1/scoring-profile').set('x-request-id', id).send(profile);
      },
    ],
    ['lead.delete', async (id) => operator.client.delete(`/api/v1/leads/${await newLead()}`).set('x-request-id', id)],
  ])('records %s', async (action, sendRequest) => {
    const event = await eventOf(sendRequest);
    expect(event).toMatchObject({ action, outcome: 'succeeded', error_code: null, actor_key_id: operator.key.id });
    expect(event.status).toBeLessThan(300);
    if (action !== 'scoring_profile.replace') expect(event.target_id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each<[string, string, (id: string) => Promise<{ status: number }>]>([
    [
      'lead.export',
      'LEAD_NOT_FOUND',
      (id) => operator.client.get(`/api/v1/leads/${UNKNOWN_ID}/export`).set('x-request-id', id),
    ],
    [
      'lead.delete',
      'LEAD_NOT_FOUND',
      (id) => operator.client.delete(`/api/v1/leads/${UNKNOWN_ID}`).set('x-request-id', id),
    ],
    [
      'api_key.revoke',
      'API_KEY_NOT_FOUND',
      (id) => operator.client.delete(`/api/v1/api-keys/${UNKNOWN_ID}`).set('x-request-id', id),
    ],
    [
      'api_key.create',
      'VALIDATION_ERROR',
      (id) => operator.client.post('/api/v1/api-keys').set('x-request-id', id).send({}),
    ],
    [
      'workspace.erase',
      'DEFAULT_WORKSPACE_NOT_ERASABLE',
      (id) => operator.client.delete(`/api/v1/workspaces/${operator.key.workspace}`).set('x-request-id', id),
    ],
  ])('records that %s was refused with %s', async (action, error_code, sendRequest) => {
    expect(await eventOf(sendRequest)).toMatchObject({ action, outcome: 'refused', error_code });
  });

  it('is paginated, newest first, with a filter by action', async () => {
    const all = await eventsOf(operator.client);
    const read: AuditEvent[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: Record<string, string> = cursor === '' ? { limit: '7' } : { limit: '7', cursor };
      const { body } = await operator.client.get('/api/v1/audit-events').query(query);
      read.push(...(body.data as AuditEvent[]));
      cursor = body.next_cursor as string | null;
    }
    expect(read).toEqual(all);
    expect(all.map(({ created_at }) => created_at)).toEqual(
      all
        .map(({ created_at }) => created_at)
        .sort()
        .reverse(),
    );
    const exports = await eventsOf(operator.client, { action: 'lead.export' });
    expect(exports).toEqual(all.filter(({ action }) => action === 'lead.export'));
    expect(exports.length).toBeGreaterThan(1);
    const { body } = await operator.client.get('/api/v1/audit-events?limit=1');
    for (const query of [
      { action: 'lead.export', cursor: body.next_cursor },
      { action: 'nonsense' },
      { action: '__proto__' },
    ]) {
      expectFailure(await operator.client.get('/api/v1/audit-events').query(query), 422, 'VALIDATION_ERROR');
    }
  });

  it('cannot be changed through the API', async () => {
    const [event] = await eventsOf(operator.client);
    expectFailure(await operator.client.delete('/api/v1/audit-events'), 405, 'METHOD_NOT_ALLOWED');
    expectFailure(await operator.client.delete(`/api/v1/audit-events/${event?.id ?? ''}`), 404, 'RESOURCE_NOT_FOUND');
  });
});
