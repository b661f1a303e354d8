import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { bearing, issueKey, makeWorkspace, type KeyHolder } from '../../support/callers.js';
import { expectFailure, rowCounts } from '../../support/failure.js';
import { request, sendBytes } from '../../support/raw-request.js';
import { LEAD } from '../../support/sample-lead.js';
import { useService } from '../../support/test-service.js';

describe('Idempotency keys', () => {
  const LEADS = '/api/v1/leads';

  describe('an Idempotency-Key', () => {
    const service = useService();
    let holder: KeyHolder;

    beforeAll(async () => {
      holder = await issueKey(service);
    });

    const post = (path: string, key: string, body: object = LEAD, by: KeyHolder = holder) =>
      service.http.post(path).set(bearing(by)).set('Idempotency-Key', key).send(body);

    const countLeads = async () => (await rowCounts(service.database)).leads!;

    const createLead = async () => (await service.http.post(LEADS).set(bearing(holder)).send(LEAD)).body.id as string;

    it.each([
      ['storing a lead', () => LEADS, 201],
      ['storing and scoring a lead', () => `${LEADS}/qualify`, 201],
      ['scoring a lead', async () => `${LEADS}/${await createLead()}/qualify`, 200],
    ])('gives the first answer again, byte for byte, to a repeat of %s', async (_what, pathOf, status) => {
      const key = randomUUID();
      const path = await pathOf();
      const body = path.endsWith(`qualify`) && status === 200 ? {} : LEAD;
      const first = await post(path, key, body);
      expect(first.status).toBe(status);
      expect(first.headers['idempotent-replayed']).toBeUndefined();
      const before = await rowCounts(service.database);
      for (let repeat = 0; repeat < 3; repeat++) {
        const again = await post(path, key, body);
        expect({ status: again.status, text: again.text }).toEqual({ status, text: first.text });
        expect(again.headers['idempotent-replayed']).toBe('true');
        expect(again.headers['content-type']).toBe('application/json; charset=utf-8');
        expect(again.headers['content-length']).toBe(first.headers['content-length']);
        expect(again.headers['x-request-id']).not.toBe(first.headers['x-request-id']);
      }
      expect(await rowCounts(service.database)).toEqual(before);
    });

    it('answers as a request without one would be answered', async () => {
      const plain = await service.http.post(LEADS).set(bearing(holder)).send(LEAD);
      const keyed = await post(LEADS, randomUUID());
      const { id, created_at, updated_at } = keyed.body as Record<string, string>;
      expect(keyed.body).toEqual({ ...plain.body, id, created_at, updated_at });
      expect(keyed.headers['content-type']).toBe(plain.headers['content-type']);
      expect((await service.http.get(`${LEADS}/${id}`).set(bearing(holder))).body).toEqual(keyed.body);
    });

    it('belongs to one request: not to another body, path or query', async () => {
      const key = randomUUID();
      expect((await post(LEADS, key)).status).toBe(201);
      const before = await countLeads();
      for (const answer of [
        await post(LEADS, key, { ...LEAD, company_name: 'Umbrella' }),
        await post(`${LEADS}/qualify`, key),
        await post(`${LEADS}?source=crm`, key),
      ]) {
        expectFailure(answer, 422, 'IDEMPOTENCY_KEY_REUSED');
      }
      expect(await countLeads()).toBe(before);
      expect((await post(LEADS, key)).headers['idempotent-replayed']).toBe('true');
    });

    it('cannot be taken in advance by another API key of the workspace, which does not learn of it either', async () => {
      const key = randomUUID();
      const other = await issueKey(service);
      const theirs = await post(LEADS, key, { company_name: 'Squatter' }, other);
      const mine = await post(LEADS, key);
      expect([theirs.status, mine.status]).toEqual([201, 201]);
      expect(mine.headers['idempotent-replayed']).toBeUndefined();
      expect(mine.body.company_name).toBe(LEAD.company_name);
      expect((await post(LEADS, key)).text).toBe(mine.text);
    });

    it('stays with an API key that is rotated, twice even: what it has done is not done again', async () => {
      const first = await issueKey(service);
      const rotate = async (old: KeyHolder): Promise<KeyHolder> => {
        const { body } = await service.http.post(`/api/v1/api-keys/${old.id}/rotate`).set(bearing(old)).send({});
        return { ...old, id: body.id as string, key: body.key as string };
      };
      const key = randomUUID();
      const created = await post(LEADS, key, LEAD, first);
      const second = await rotate(first);
      const third = await rotate(second);
      const before = await countLeads();
      for (const successor of [second, third]) {
        expectFailure(await post(LEADS, key, LEAD, successor), 409, 'IDEMPOTENT_ANSWER_ERASED');
      }
      expect((await post(LEADS, key, LEAD, first)).text).toBe(created.text);
      expect(await countLeads()).toBe(before);
    });

    it('is known in its own workspace only', async () => {
      const key = randomUUID();
      const otherKey = await issueKey(service, { workspace: await makeWorkspace(service.database) });
      const mine = await post(LEADS, key);
      const theirs = await post(LEADS, key, LEAD, otherKey);
      expect([mine.status, theirs.status]).toEqual([201, 201]);
      expect(theirs.headers['idempotent-replayed']).toBeUndefined();
      expect(theirs.body.id).not.toBe(mine.body.id);
    });

    it('can be used again after a failure, also with a corrected body', async () => {
      const key = randomUUID();
      expectFailure(await post(LEADS, key, { company_name: '' }), 422, 'VALIDATION_ERROR');
      const created = await post(LEADS, key, { ...LEAD, external_id: `crm-${key}` });
      expect(created.status).toBe(201);
      const second = randomUUID();
      for (let repeat = 0; repeat < 2; repeat++) {
        const conflict = await post(LEADS, second, { ...LEAD, external_id: `crm-${key}` });
        expectFailure(conflict, 409, 'LEAD_ALREADY_EXISTS');
      }
      await service.http.delete(`${LEADS}/${created.body.id}`).set(bearing(holder));
      expect((await post(LEADS, second, { ...LEAD, external_id: `crm-${key}` })).status).toBe(201);
    });

    it.each([
      ['empty', ['Idempotency-Key: ']],
      ['longer than 255 characters', [`Idempotency-Key: ${'a'.repeat(256)}`]],
      ['with a control character', ['Idempotency-Key: a\tb']],
      ['sent twice', ['Idempotency-Key: a', 'Idempotency-Key: b']],
      ['sent twice the same', ['Idempotency-Key: a', 'idempotency-key: a']],
    ])('is refused when %s, and nothing is done', async (_what, lines) => {
      const before = await rowCounts(service.database);
      const headers = [...lines, 'Content-Type: application/json', 'Content-Length: 23', `X-API-Key: ${holder.key}`];
      const answer = await sendBytes(
        service.url,
        request(`POST ${LEADS} HTTP/1.1`, headers, '{"company_name":"Acme"}'),
      );
      expectFailure(answer, 422, 'VALIDATION_ERROR');
      expect(answer.body).toMatchObject({ details: { errors: [{ field: 'Idempotency-Key' }] } });
      expect(await rowCounts(service.database)).toEqual(before);
    });

    it('may have 255 characters', async () => {
      expect((await post(LEADS, 'k'.repeat(255))).status).toBe(201);
    });

    it('is ignored by routes that are idempotent by themselves', async () => {
      const key = randomUUID();
      const id = await createLead();
      for (const notes of ['one', 'two']) {
        const path = `${LEADS}/${id}`;
        const answer = await service.http.patch(path).set(bearing(holder)).set('Idempotency-Key', key).send({ notes });
        expect(answer.body.notes).toBe(notes);
      }
    });

    it('makes one workspace, one API key and one successor, however often the request is repeated', async () => {
      const newKey = { name: 'crm-import', scopes: ['leads:read'] };
      const issued = await post('/api/v1/api-keys', 'issue', newKey);
      const rotation = `/api/v1/api-keys/${issued.body.id}/rotate`;
      const rotated = await post(rotation, 'rotate', {});
      const made = await post('/api/v1/workspaces', 'workspace', { name: 'Team' });
      const before = await rowCounts(service.database);
      const again = [
        await post('/api/v1/api-keys', 'issue', newKey),
        await post(rotation, 'rotate', {}),
        await post('/api/v1/workspaces', 'workspace', { name: 'Team' }),
      ];
      expect(again.map(({ text }) => text)).toEqual([issued, rotated, made].map(({ text }) => text));
      expect(await rowCounts(service.database)).toEqual(before);
    });
  });
});
