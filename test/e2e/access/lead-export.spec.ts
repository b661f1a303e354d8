import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Agent } from 'supertest';
import { useService } from '../../support/test-service.js';
import { expectFailure } from '../../support/failure.js';
import { LEAD } from '../../support/sample-lead.js';
import { clientOf, issueKey, makeWorkspace, UNKNOWN_ID } from '../../support/callers.js';

const service = useService();
let team: Agent;

beforeAll(async () => {
  const workspace = await makeWorkspace(service.database);
  team = clientOf(service.url, await issueKey(service, { workspace, scopes: ['leads:read', 'leads:write'] }));
});

describe('the export of a lead', () => {
  it('holds the lead and all its qualifications, newest first', async () => {
    const { body: created } = await team.post('/api/v1/leads/qualify').send({ ...LEAD, external_id: 'crm-4711' });
    await team.post('/api/v1/leads/qualify').send(LEAD);
    await service.database.query(
      `INSERT INTO qualifications
         (workspace_id, id, lead_id, score, tier, reasoning, factors, method, model, latency_ms, profile_version)
       SELECT workspace_id, gen_random_uuid(), id, n % 100, 'C', 'why ' || n, '{}', 'rules', 'rules-1', 1, 1
       FROM leads, generate_series(1, 1200) AS n WHERE id = $1`,
      [created.id],
    );
    const { status, body } = await team.get(`/api/v1/leads/${created.id}/export`);
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['exported_at', 'lead', 'qualifications']);
    expect(body.lead).toEqual((await team.get(`/api/v1/leads/${created.id}`)).body);
    expect(body.lead).toMatchObject({ ...LEAD, external_id: 'crm-4711' });
    expect(body.qualifications).toHaveLength(1_201);
    const { body: history } = await team.get(`/api/v1/leads/${created.id}/qualifications?limit=100`);
    expect(body.qualifications.slice(0, 100)).toEqual(history.data);
    const ids = new Set(body.qualifications.map(({ id }: { id: string }) => id));
    expect(ids.size).toBe(1_201);
    expect(ids).toContain(created.qualification.id);
    expect(Math.abs(Date.parse(body.exported_at) - Date.now())).toBeLessThan(60_000);
  });

  it('holds a lead without qualifications, too', async () => {
    const { body: lead } = await team.post('/api/v1/leads').send({ company_name: 'Umbrella' });
    expect((await team.get(`/api/v1/leads/${lead.id}/export`)).body).toMatchObject({ lead, qualifications: [] });
  });

  it('answers 404 to another workspace and for an unknown lead', async () => {
    const { body: lead } = await team.post('/api/v1/leads').send(LEAD);
    const other = clientOf(service.url, await issueKey(service));
    expectFailure(await other.get(`/api/v1/leads/${lead.id}/export`), 404, 'LEAD_NOT_FOUND');
    expectFailure(await team.get(`/api/v1/leads/${UNKNOWN_ID}/export`), 404, 'LEAD_NOT_FOUND');
    expectFailure(await team.get('/api/v1/leads/1/export'), 422, 'VALIDATION_ERROR');
  });
});

describe('the deletion of a lead', () => {
  it('erases it with its qualifications and stored answers', async () => {
    const { body: lead } = await team
      .post('/api/v1/leads/qualify')
      .set('idempotency-key', 'delete-me-please')
      .send({ ...LEAD, contact_email: 'forget.me@acme.example', notes: 'forget-me-not' });
    await team.post(`/api/v1/leads/${lead.id}/qualify`).send({});
    expect((await team.delete(`/api/v1/leads/${lead.id}`)).status).toBe(204);
    for (const path of ['', '/export', '/qualifications']) {
      expectFailure(await team.get(`/api/v1/leads/${lead.id}${path}`), 404, 'LEAD_NOT_FOUND');
    }
    const tables = await service.database.query<{ tablename: string }>(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'public'`,
    );
    // Both remember that something was done, and to what, but nothing of what it was.
    const knowIds = new Set(['audit_events', 'idempotency_keys']);
    for (const { tablename } of tables) {
      const rows = await service.database.query<{ row: string }>(`SELECT t::text AS row FROM ${tablename} t`);
      const text = rows.map(({ row }) => row).join('\n');
      for (const trace of ['forget.me', 'forget-me-not', ...(knowIds.has(tablename) ? [] : [lead.id as string])]) {
        expect([tablename, text.includes(trace)]).toEqual([tablename, false]);
        expect([tablename, text.includes(Buffer.from(trace).toString('hex'))]).toEqual([tablename, false]);
      }
    }
  });

  it('needs the scope to write', async () => {
    const { body: lead } = await team.post('/api/v1/leads').send(LEAD);
    const reader = clientOf(service.url, await issueKey(service, { scopes: ['leads:read'] }));
    expectFailure(await reader.delete(`/api/v1/leads/${lead.id}`), 403, 'ACCESS_DENIED');
  });
});
