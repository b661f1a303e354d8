import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Agent } from 'supertest';
import { hashOfKey } from '../../../src/idempotency/idempotency-key.header.js';
import { ExpiredKeys } from '../../../src/idempotency/expired-keys.js';
import { UNKNOWN_ID, bearing, clientOf, issueKey, makeWorkspace, type KeyHolder } from '../../support/callers.js';
import { expectFailure, rowCounts } from '../../support/failure.js';
import { LEAD } from '../../support/sample-lead.js';
import type { TestDatabase } from '../../support/test-database.js';
import { useService } from '../../support/test-service.js';

describe('The personal data of a lead', () => {
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
      expect(Object.keys(body).sort()).toEqual(['exported_at', 'lead', 'outcomes', 'qualifications']);
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
});

describe('Stored answers to idempotency keys', () => {
  const LEADS = '/api/v1/leads';

  /** All that is kept of idempotent requests, as one text. */
  async function keptBy(database: TestDatabase): Promise<string> {
    const rows = await database.query<{ row: string }>(
      `SELECT k::text || encode(k.key_hash, 'escape') || encode(k.fingerprint, 'escape') AS row FROM idempotency_keys k
     UNION ALL SELECT a::text || encode(a.body, 'escape') FROM idempotent_answers a`,
    );
    return rows.map(({ row }) => row).join('\n');
  }

  describe('what is kept of idempotent requests', () => {
    const service = useService();
    let holder: KeyHolder;

    beforeAll(async () => {
      holder = await issueKey(service);
    });

    const post = (key: string, path = LEADS, body: object = LEAD) =>
      service.http.post(path).set(bearing(holder)).set('Idempotency-Key', key).send(body);

    const age = (key: string, interval: string) =>
      service.database.query(
        `UPDATE idempotency_keys SET created_at = created_at - $2::interval, held_until = held_until - $2::interval
       WHERE key_hash = $1`,
        [hashOfKey(key, { lineageId: holder.id }), interval],
      );

    it('is encrypted with the API key', async () => {
      const key = randomUUID();
      expect((await post(key)).status).toBe(201);
      const issued = await post(`${key}-key`, '/api/v1/api-keys', { name: 'crm-import', scopes: ['leads:read'] });
      const kept = await keptBy(service.database);
      expect(kept.length).toBeGreaterThan(200);
      const secrets = [key, LEAD.contact_email, LEAD.company_name, LEAD.contact_name, holder.key, issued.body.key];
      for (const text of secrets as string[]) {
        expect(kept).not.toContain(text);
        expect(kept).not.toContain(Buffer.from(text).toString('hex'));
      }
    });

    it('is deleted with its lead, and a repeat does not create the lead again', async () => {
      const key = randomUUID();
      const { body } = await post(key);
      expect((await service.http.delete(`${LEADS}/${body.id}`).set(bearing(holder))).status).toBe(204);
      const before = await rowCounts(service.database);
      expectFailure(await post(key), 409, 'IDEMPOTENT_ANSWER_ERASED');
      expectFailure(await post(key), 409, 'IDEMPOTENT_ANSWER_ERASED');
      expect(await rowCounts(service.database)).toEqual(before);
      const rows = await service.database.query('SELECT 1 FROM idempotent_answers WHERE lead_id = $1', [body.id]);
      expect(rows).toEqual([]);
    });

    it('is deleted with a lead that was scored, too', async () => {
      const { body: lead } = await post(randomUUID());
      const key = randomUUID();
      const path = `${LEADS}/${lead.id}/qualify`;
      expect((await post(key, path, {})).status).toBe(200);
      await service.http.delete(`${LEADS}/${lead.id}`).set(bearing(holder));
      expectFailure(await post(key, path, {}), 409, 'IDEMPOTENT_ANSWER_ERASED');
    });

    it('is replayed for 24 h and no longer', async () => {
      const key = randomUUID();
      const first = await post(key);
      await age(key, '23 hours 59 minutes');
      expect((await post(key)).text).toBe(first.text);
      await age(key, '1 minute');
      const anew = await post(key);
      expect(anew.status).toBe(201);
      expect(anew.headers['idempotent-replayed']).toBeUndefined();
      expect(anew.body.id).not.toBe(first.body.id);
      expect((await post(key)).text).toBe(anew.text);
    });

    it('leaves a key free for another request after 24 h', async () => {
      const key = randomUUID();
      await post(key);
      await age(key, '24 hours 1 second');
      expect((await post(key, LEADS, { company_name: 'Umbrella' })).body.company_name).toBe('Umbrella');
    });

    it('is deleted after it expires, in as many batches as needed', async () => {
      const [fresh, old] = [randomUUID(), randomUUID()];
      const first = await post(fresh);
      await post(old);
      await age(old, '24 hours 1 second');
      await service.database.query(
        `INSERT INTO idempotency_keys (workspace_id, key_hash, fingerprint, operation_id, status, held_until, created_at)
       SELECT $1, sha256(n::text::bytea), '', gen_random_uuid(), 201, now(), now() - interval '25 hours'
       FROM generate_series(1, 2500) n`,
        [holder.workspace],
      );
      const before = await rowCounts(service.database);
      await service.app.get(ExpiredKeys).sweep();
      const after = await rowCounts(service.database);
      expect(before.idempotency_keys! - after.idempotency_keys!).toBe(2_501);
      expect(before.idempotent_answers! - after.idempotent_answers!).toBe(1);
      expect((await post(fresh)).text).toBe(first.text);
    });
  });

  describe('while the service is open', () => {
    const service = useService();

    it('answers are replayed, and an API key is neither kept nor shown to others', async () => {
      const post = (path: string, key: string, body: object) =>
        service.http.post(path).set('Idempotency-Key', key).send(body);
      const lead = await post(LEADS, 'lead', LEAD);
      expect((await post(LEADS, 'lead', LEAD)).text).toBe(lead.text);
      const issued = await post('/api/v1/api-keys', 'first', { name: 'first', scopes: ['admin'] });
      expect(issued.status).toBe(201);
      expect(await keptBy(service.database)).not.toContain(issued.body.key);
      // Requests without a key are refused now; with one, the caller is another, whose keys are others.
      expect((await post('/api/v1/api-keys', 'first', { name: 'first', scopes: ['admin'] })).status).toBe(401);
      const repeat = post('/api/v1/api-keys', 'first', { name: 'first', scopes: ['admin'] });
      const second = await repeat.set('x-api-key', issued.body.key as string);
      expect([second.status, second.headers['idempotent-replayed']]).toEqual([201, undefined]);
      expect(second.body.key).not.toBe(issued.body.key);
    });
  });
});
