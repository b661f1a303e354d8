import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ExpiredKeys } from '../../../src/idempotency/expired-keys.js';
import { useService } from '../../support/test-service.js';
import type { TestDatabase } from '../../support/test-database.js';
import { expectFailure, rowCounts } from '../../support/failure.js';
import { LEAD } from '../../support/sample-lead.js';
import { bearing, type KeyHolder, issueKey } from '../../support/callers.js';

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
       WHERE key_hash = sha256($1::bytea)`,
      [key, interval],
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

  it('answers are replayed, and an API key is neither kept nor made twice', async () => {
    const post = (path: string, key: string, body: object) =>
      service.http.post(path).set('Idempotency-Key', key).send(body);
    const lead = await post(LEADS, 'lead', LEAD);
    expect((await post(LEADS, 'lead', LEAD)).text).toBe(lead.text);
    const issued = await post('/api/v1/api-keys', 'first', { name: 'first', scopes: ['admin'] });
    expect(issued.status).toBe(201);
    expect(await keptBy(service.database)).not.toContain(issued.body.key);
    // Requests without a key are refused now; with one, the caller is another.
    expect((await post('/api/v1/api-keys', 'first', { name: 'first', scopes: ['admin'] })).status).toBe(401);
    const repeat = post('/api/v1/api-keys', 'first', { name: 'first', scopes: ['admin'] });
    expectFailure(await repeat.set('x-api-key', issued.body.key as string), 422, 'IDEMPOTENCY_KEY_REUSED');
    expect(await service.database.query('SELECT 1 FROM api_keys')).toHaveLength(1);
  });
});
