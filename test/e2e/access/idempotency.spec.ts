import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { fromPicoUsd } from '../../../src/llm/providers/answers/price.js';
import { bearing, issueKey, makeWorkspace, type KeyHolder } from '../../support/callers.js';
import { expectFailure, rowCounts } from '../../support/failure.js';
import { CHAT_PATH, MESSAGES, useLlmService } from '../../support/llm-service.js';
import { chunk, cutStream, textChunks } from '../../support/provider-responses.js';
import { request, sendBytes } from '../../support/raw-request.js';
import { LEAD } from '../../support/sample-lead.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

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

describe('Idempotency keys of model calls', () => {
  const service = useLlmService({ LLM_CONCURRENCY_PER_KEY: '1' });
  let holder: KeyHolder;

  beforeAll(async () => {
    holder = await issueKey(service, { scopes: ['llm:use'] });
  });

  beforeEach(() => {
    service.reset();
  });

  describe('a chat completion with an Idempotency-Key', () => {
    const ask = (key: string, more: object = {}) =>
      service.chat({ model: 'runpod', ...more }, { ...bearing(holder), 'idempotency-key': key });

    it('is sent and paid once, and repeats get the same bytes', async () => {
      const first = await ask('once');
      const again = await ask('once');
      expect([first.status, again.status]).toEqual([200, 200]);
      expect(again.text).toBe(first.text);
      expect(again.headers.get('idempotent-replayed')).toBe('true');
      expect(service.ledgerRows()).toHaveLength(1);
    });

    it('is refused with the key of another completion', async () => {
      await ask('other');
      const { status, body } = await ask('other', { temperature: 0.5 });
      expect([status, body]).toMatchObject([422, { error: { code: 'IDEMPOTENCY_KEY_REUSED' } }]);
    });

    it('cannot be a stream, and calls no provider', async () => {
      const { status, body } = await ask('stream', { stream: true });
      expect([status, body]).toMatchObject([422, { error: { code: 'VALIDATION_ERROR', param: 'stream' } }]);
      expect(service.ledgerRows()).toEqual([]);
    });
  });

  describe('a stream', () => {
    const open = async (signal?: AbortSignal) => {
      const answered = await fetch(`${service.url}${CHAT_PATH}`, {
        method: 'POST',
        headers: { ...bearing(holder), 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'runpod', stream: true, messages: MESSAGES }),
        ...(signal === undefined ? {} : { signal }),
      });
      await answered.body!.getReader().read();
      return answered.status;
    };
    const ask = async () => (await service.chat({ model: 'cerebras' }, bearing(holder))).status;

    it('counts as a call of its key until it ends', async () => {
      const gate = Promise.withResolvers<undefined>();
      service.runpod.script(async ({ response }) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${JSON.stringify(chunk({ content: 'First' }))}\n\n`);
        await gate.promise;
        response.end();
      });
      expect(await open()).toBe(200);
      expect(await ask()).toBe(429);
      gate.resolve(undefined);
      await until(async () => (await ask()) === 200);
    });

    it('counts until its reader leaves it', async () => {
      service.runpod.script(({ response }) => {
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write(`data: ${JSON.stringify(chunk({ content: 'First' }))}\n\n`);
      });
      const reader = new AbortController();
      expect(await open(reader.signal)).toBe(200);
      expect(await ask()).toBe(429);
      reader.abort();
      await until(async () => (await ask()) === 200);
    });

    it('that is held back reports its cost, with that of earlier attempts', async () => {
      service.runpod.script(cutStream(textChunks()));
      const more = { model: 'cost_optimized', stream: true };
      const held = await service.chat(more, { ...bearing(holder), 'x-llm-stream': 'complete' });
      const costs = service.ledgerRows().map(({ costPicoUsd }) => costPicoUsd);
      expect(costs).toEqual([expect.any(BigInt), expect.any(BigInt)]);
      expect(costs.every((cost) => cost > 0n)).toBe(true);
      expect(held.headers.get('x-llm-cost-usd')).toBe(fromPicoUsd(costs.reduce((sum, cost) => sum + cost)));
    });
  });
});
