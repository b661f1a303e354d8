import { describe, expect, it } from 'vitest';
import { AuditRetention } from '../../../src/audit/audit-retention.js';
import { useAuditedService } from '../../support/audited-service.js';
import { expectFailure } from '../../support/failure.js';
import { LEAD } from '../../support/sample-lead.js';
import { clientOf, type KeyHolder, issueKey, makeWorkspace, UNKNOWN_ID } from '../../support/callers.js';

const { service, operator, eventsOf, eventOf, newLead } = useAuditedService();

describe('the audit log', () => {
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
    expect((await operator.client.get(`/api/v1/leads/${lead}`)).status).toBe(200);
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
    const events = (await eventsOf(operator.client)).filter(
      ({ actor_key_id: id }) => id === noisy.id || id === reader.id,
    );
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
    await operator.client.get(`/api/v1/leads/${lead}/export`);
    await operator.client.delete(`/api/v1/leads/${lead}`);
    const { body } = await operator.client.post('/api/v1/api-keys').send({ name: 'secret project', scopes: ['admin'] });
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
    expect((await eventsOf(operator.client)).map(({ id }) => id)).not.toContain(theirs[0]?.id);
    const reader = clientOf(
      service.url,
      await issueKey(service, { scopes: ['leads:read', 'leads:write', 'usage:read'] }),
    );
    expectFailure(await reader.get('/api/v1/audit-events'), 403, 'ACCESS_DENIED');
  });
});
