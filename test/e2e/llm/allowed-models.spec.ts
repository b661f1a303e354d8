import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import OpenAI from 'openai';
import type { Agent } from 'supertest';
import { bearing, clientOf, issueKey, type KeyHolder } from '../../support/callers.js';
import { expectFailure } from '../../support/failure.js';
import { useLlmService } from '../../support/llm-service.js';
import { connectMcpClient, failureIn } from '../../support/mcp-client.js';
import { failure, goodAnswer } from '../../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../../support/sample-lead.js';
import { until } from '../../support/until.js';

const KEYS = '/api/v1/api-keys';
const SCORES = goodAnswer(JSON.stringify(scoringAnswer(90, 80, 70)));

const service = useLlmService();
let admin: Agent;
/** May use Cerebras alone, with its own model. */
let cerebrasOnly: KeyHolder;
/** May use models that no provider has. */
let nothing: KeyHolder;

beforeAll(async () => {
  admin = clientOf(service.url, await issueKey(service));
  cerebrasOnly = await issueKey(service, { providers: ['cere*'], models: ['gpt-oss-*'] });
  nothing = await issueKey(service, { models: ['claude-*'] });
});

beforeEach(() => {
  service.reset();
});

const providersCalled = () => service.ledgerRows().map(({ provider }) => provider);

/** Neither a provider nor the ledger has heard of it. */
function expectNoAttempt(): void {
  expect([service.runpod.requests.length, service.cerebras.requests.length]).toEqual([0, 0]);
  expect(service.ledgerRows()).toEqual([]);
}

describe('a key with allowed models', () => {
  it.each(['auto', 'cost_optimized', 'latency_optimized', 'quality_optimized', 'balanced', 'cerebras'])(
    'gets an answer of an allowed provider by %s',
    async (model) => {
      for (let count = 0; count < 5; count++) {
        expect((await service.chat({ model }, bearing(cerebrasOnly))).status).toBe(200);
      }
      expect(new Set(providersCalled())).toEqual(new Set(['cerebras']));
    },
  );

  it('does not fall back to a provider that it may not use', async () => {
    service.cerebras.script(failure(503));
    expect((await service.chat({ model: 'cost_optimized' }, bearing(cerebrasOnly))).status).toBe(502);
    expect(new Set(providersCalled())).toEqual(new Set(['cerebras']));
  });

  it('names another model of an allowed provider that its patterns match', async () => {
    const { status } = await service.chat({ model: 'cerebras/gpt-oss-20b' }, bearing(cerebrasOnly));
    expect(status).toBe(200);
    expect(service.cerebras.requests[0]?.body.model).toBe('gpt-oss-20b');
  });

  it.each(['runpod', 'runpod/gpt-oss-120b', 'cerebras/llama3.1-8b', 'cerebras/GPT-oss-120b'])(
    'is refused %s before a provider is asked',
    async (model) => {
      for (const stream of [false, true]) {
        const { status, body, text } = await service.chat({ model, stream }, bearing(cerebrasOnly));
        expect(status).toBe(403);
        const { error } = (body ?? JSON.parse(text)) as { error: Record<string, unknown> };
        expect(error).toMatchObject({ code: 'MODEL_NOT_ALLOWED', type: 'permission_error', param: 'model' });
        expect(error.message).toContain(model.includes('/') ? model : `${model}/`);
      }
      expectNoAttempt();
    },
  );

  it('sees in the list of models what it may use, and no more', async () => {
    const idsFor = async (holder: KeyHolder) => {
      const { body } = await clientOf(service.url, holder).get('/api/v1/llm/models');
      return body.data.map(({ id }: { id: string }) => id) as string[];
    };
    const all = await idsFor(await issueKey(service));
    const some = await idsFor(cerebrasOnly);
    const llama = 'meta-llama/Llama-3.1-8B-Instruct';
    expect(all.filter((id) => !some.includes(id))).toEqual(['runpod', `runpod/${llama}`, llama]);
    const http = clientOf(service.url, cerebrasOnly);
    expect((await http.get('/v1/models/cerebras')).status).toBe(200);
    const refused = await http.get('/v1/models/runpod');
    expect([refused.status, refused.body.error.code]).toEqual([403, 'MODEL_NOT_ALLOWED']);
    expect(await idsFor(nothing)).toEqual([]);
  });

  it('gets a model that two providers have from the one that it may use', async () => {
    expect((await service.chat({ model: 'gpt-oss-120b' }, bearing(cerebrasOnly))).status).toBe(200);
    expect(providersCalled()).toEqual(['cerebras']);
  });

  it('is told so by the official client as by OpenAI', async () => {
    const client = new OpenAI({ baseURL: `${service.url}/api/v1/llm`, apiKey: cerebrasOnly.key, maxRetries: 0 });
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const asked = client.chat.completions.create({ model: 'runpod', messages });
    await expect(asked).rejects.toBeInstanceOf(OpenAI.PermissionDeniedError);
    await expect(asked).rejects.toMatchObject({ code: 'MODEL_NOT_ALLOWED', param: 'model' });
  });

  it('scores by an allowed provider', async () => {
    service.cerebras.script(SCORES);
    const { body } = await clientOf(service.url, cerebrasOnly)
      .post('/api/v1/leads/qualify')
      .send({ ...LEAD, contact_email: 'allowed@acme.example' });
    expect(body.qualification).toMatchObject({ method: 'llm', provider: 'cerebras' });
    expect(providersCalled()).toEqual(['cerebras']);
  });
});

describe('a key that may use no configured model', () => {
  it('is refused scoring, and nothing is stored', async () => {
    const http = clientOf(service.url, nothing);
    const countOf = async () => (await service.database.query('SELECT id FROM leads')).length;
    const before = await countOf();
    const refused = await http.post('/api/v1/leads/qualify').send({ ...LEAD, contact_email: 'none@acme.example' });
    expectFailure(refused, 403, 'MODEL_NOT_ALLOWED');
    expect(await countOf()).toBe(before);
    const { body: lead } = await http.post('/api/v1/leads').send({ company_name: 'Stored' });
    expectFailure(await http.post(`/api/v1/leads/${lead.id}/qualify`).send({}), 403, 'MODEL_NOT_ALLOWED');
    expect((await http.get(`/api/v1/leads/${lead.id}`)).body.status).toBe('new');
    expectNoAttempt();
  });

  it('is refused research and chat', async () => {
    const http = clientOf(service.url, nothing);
    expectFailure(await http.post('/v1/research').send({ query: 'What?' }), 403, 'MODEL_NOT_ALLOWED');
    const streamed = await http.post('/v1/research').send({ query: 'What?', stream: true });
    expectFailure(streamed, 403, 'MODEL_NOT_ALLOWED');
    expect((await service.chat({}, bearing(nothing))).status).toBe(403);
    expectNoAttempt();
  });

  it.each(['modern', 'legacy'] as const)('is refused tools of MCP (%s)', async (era) => {
    const client = await connectMcpClient(service.url, era, nothing);
    for (const [name, args] of [
      ['research', { query: 'What?' }],
      ['qualify_lead', { lead: { company_name: `Never ${era}` } }],
    ] as const) {
      const failed = failureIn(await client.callTool({ name, arguments: args }));
      expect(failed).toMatchObject({ error_code: 'MODEL_NOT_ALLOWED', next_step: expect.stringContaining('model') });
    }
    const { rows } = { rows: await service.database.query(`SELECT id FROM leads WHERE company_name LIKE 'Never%'`) };
    expect(rows).toEqual([]);
    expectNoAttempt();
    await client.close();
  });
});

describe('the allowed models of a key', () => {
  const LIMITS = { allowed_providers: ['cerebras'], allowed_models: ['gpt-*', 'cerebras/x*'] };
  const create = async (limits: object = {}) =>
    (await admin.post(KEYS).send({ name: 'limited', scopes: ['llm:use'], ...limits })).body;

  it('are shown when it is made, read and listed, and carried through a rotation', async () => {
    const made = await create(LIMITS);
    expect(made).toMatchObject(LIMITS);
    const successor = (await admin.post(`${KEYS}/${made.id}/rotate`).send({})).body;
    expect(successor).toMatchObject(LIMITS);
    expect((await admin.get(`${KEYS}/${successor.id}`)).body).toMatchObject(LIMITS);
    const listed = (await admin.get(`${KEYS}?limit=100`)).body.data as { id: string }[];
    expect(listed.find(({ id }) => id === made.id)).toMatchObject(LIMITS);
    expect((await service.chat({ model: 'runpod' }, bearing(successor))).status).toBe(403);
  });

  it('are null for a key without limits', async () => {
    expect(await create()).toMatchObject({ allowed_providers: null, allowed_models: null });
    expect(await create({ allowed_models: null })).toMatchObject({ allowed_models: null });
  });

  it('change at once, and nothing else does', async () => {
    const { key, ...made } = await create(LIMITS);
    expect((await service.chat({ model: 'runpod' }, bearing({ key }))).status).toBe(403);
    const changed = await admin.patch(`${KEYS}/${made.id}`).send({ allowed_providers: ['run*'], allowed_models: null });
    expect(changed.body).toMatchObject({
      id: made.id,
      name: 'limited',
      allowed_providers: ['run*'],
      allowed_models: null,
    });
    expect((await service.chat({ model: 'runpod' }, bearing({ key }))).status).toBe(200);
    expect((await service.chat({ model: 'cerebras' }, bearing({ key }))).status).toBe(403);
    const { body } = await admin.patch(`${KEYS}/${made.id}`).send({});
    expect(body).toMatchObject({ name: 'limited', allowed_providers: ['run*'] });
    expect((await admin.patch(`${KEYS}/${made.id}`).send({ name: 'renamed' })).body.name).toBe('renamed');
    const { body: events } = await admin.get('/api/v1/audit-events?action=api_key.update');
    expect(events.data[0]).toMatchObject({ target_id: made.id });
  });

  it('reach another replica within seconds', async () => {
    const { id, key } = await create();
    await service.database.query(`UPDATE api_keys SET allowed_providers = '{cerebras}' WHERE id = $1`, [id]);
    await until(async () => (await service.chat({ model: 'runpod' }, bearing({ key }))).status === 403, 5_000);
  });

  it.each<[string, object]>([
    ['allowed_models', { allowed_models: [] }],
    ['allowed_models', { allowed_models: 'gpt-4' }],
    ['allowed_models', { allowed_models: {} }],
    ['allowed_models', { allowed_models: [''] }],
    ['allowed_models', { allowed_models: ['a b'] }],
    ['allowed_models', { allowed_models: ['a\0'] }],
    ['allowed_models', { allowed_models: ['é'] }],
    ['allowed_models', { allowed_models: [null] }],
    ['allowed_models', { allowed_models: [['a']] }],
    ['allowed_models', { allowed_models: ['a'.repeat(251)] }],
    ['allowed_models', { allowed_models: ['*a'.repeat(400_000)] }],
    ['allowed_models', { allowed_models: Array.from({ length: 51 }, (_, index) => `m${index}`) }],
    ['allowed_providers', { allowed_providers: ['(a+)+$ '] }],
    ['allowed_provider', { allowed_provider: ['cerebras'] }],
  ])('are refused where they are no patterns: %s (%#)', async (field, limits) => {
    const { id } = await create();
    for (const refused of [
      await admin.post(KEYS).send({ name: 'limited', scopes: ['llm:use'], ...limits }),
      await admin.patch(`${KEYS}/${id}`).send(limits),
    ]) {
      expectFailure(refused, 422, 'VALIDATION_ERROR');
      expect(refused.body.details.errors[0].field).toMatch(new RegExp(`^${field}`));
    }
  });
});
