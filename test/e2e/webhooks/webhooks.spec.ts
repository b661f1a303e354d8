import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { Database } from '../../../src/database/database.service.js';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';
import { Jobs } from '../../../src/jobs/jobs.service.js';
import { WebhookOutbox } from '../../../src/webhooks/webhook-outbox.js';
import { WEBHOOK_EVENTS } from '../../../src/webhooks/webhook-events.js';
import { brokenRules, expectFailure } from '../../support/failure.js';
import { makeWorkspace } from '../../support/callers.js';
import { LEAD } from '../../support/sample-lead.js';
import { type TestService, useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';
import { useWebhookReceiver } from '../../support/webhook-receiver.js';

const PATH = '/api/v1/webhooks';
const service = useService({ WEBHOOK_ALLOW_HTTP: 'true', WEBHOOK_ALLOW_PRIVATE: 'true', JOBS_POLL_MS: '100' });
const guarded = useService({ WEBHOOK_ALLOW_HTTP: 'true', JOBS_POLL_MS: '100', WEBHOOK_MAX: '3' });
const receiver = useWebhookReceiver();

afterEach(async () => {
  for (const { database } of [service, guarded]) await database.query('DELETE FROM webhooks');
  receiver.reset();
});

async function create(fields: object = {}, { http }: TestService = service) {
  const { body, status } = await http.post(PATH).send({ url: receiver.url, events: WEBHOOK_EVENTS, ...fields });
  expect([status, body.error_code]).toEqual([201, undefined]);
  return body as { id: string; secret: string };
}

async function createLead(fields: object = {}): Promise<{ id: string }> {
  return (await service.http.post('/api/v1/leads').send({ ...LEAD, external_id: randomUUID(), ...fields })).body;
}

const types = () => receiver.events.map(({ body }) => body.type);
const makeAllDue = ({ database }: TestService = service) =>
  database.query(
    `WITH due AS (UPDATE webhook_deliveries SET next_attempt_at = now()) UPDATE webhooks SET retry_at = NULL`,
  );
async function deliveriesOf(id: string, { http }: TestService = service) {
  return (await http.get(`${PATH}/${id}/deliveries`)).body.data as Record<string, unknown>[];
}

describe('webhooks', () => {
  it('are created with a secret that is shown once, listed, changed and deleted', async () => {
    const { id, secret } = await create({ description: 'CRM', events: ['lead.created'] });
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const { body } = await service.http.get(`${PATH}/${id}`);
    expect(body).toMatchObject({ id, url: receiver.url, description: 'CRM', events: ['lead.created'], enabled: true });
    expect(JSON.stringify([body, (await service.http.get(PATH)).body])).not.toContain('secret":');
    const changed = await service.http.patch(`${PATH}/${id}`).send({ enabled: false, events: ['run.paused'] });
    expect(changed.body).toMatchObject({ enabled: false, events: ['run.paused'], description: 'CRM' });
    expect((await service.http.delete(`${PATH}/${id}`)).status).toBe(204);
    for (const method of ['get', 'patch', 'delete'] as const) {
      expectFailure(await service.http[method](`${PATH}/${id}`).send({}), 404, 'WEBHOOK_NOT_FOUND');
    }
  });

  it.each([
    ['no address', { url: 'crm' }, 'url'],
    ['another protocol', { url: 'ftp://crm.example.com' }, 'url'],
    ['a password in the address', { url: 'https://user:secret@crm.example.com' }, 'url'],
    ['no events', { events: [] }, 'events'],
    ['an unknown event', { events: ['lead.bought'] }, 'events'],
    ['an unknown field', { colour: 'red' }, 'colour'],
  ])('are refused with %s', async (_, fields, field) => {
    const answer = await service.http.post(PATH).send({ url: receiver.url, events: ['lead.created'], ...fields });
    expectFailure(answer, 422, 'VALIDATION_ERROR');
    expect(brokenRules(answer.body)).toEqual([expect.stringContaining(field)]);
  });

  it('are not created beyond the limit of a workspace', async () => {
    for (let count = 0; count < 3; count++) await create({ url: 'https://crm.example.com' }, guarded);
    const answer = await guarded.http.post(PATH).send({ url: 'https://crm.example.com', events: ['run.paused'] });
    expectFailure(answer, 409, 'WEBHOOK_LIMIT_REACHED');
  });
});

describe('an event', () => {
  it('is delivered signed, and without data of people', async () => {
    const { secret } = await create();
    const lead = await createLead();
    await until(() => receiver.events.length === 1);
    const [event] = receiver.events;
    expect(new Webhook(secret).verify(event!.text, event!.headers)).toEqual(event!.body);
    expect(event!.body).toMatchObject({
      type: 'lead.created',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      data: { lead: { id: lead.id, company_name: LEAD.company_name, version: 1, qualification_score: null } },
    });
    expect(event!.text).not.toMatch(/dana|555|budget|linkedin/i);
  });

  it('of a lead comes after those before it, also when one is refused at first, while other leads go on', async () => {
    const { id } = await create();
    const lead = await createLead();
    await until(() => receiver.events.length === 1);
    receiver.answer = ({ body }, response) => response.writeHead(body.data.lead?.id === lead.id ? 503 : 204).end();
    await service.http.patch(`/api/v1/leads/${lead.id}`).send({ company_name: 'Other' });
    await until(() => receiver.events.length === 2);
    expect((await service.http.post(`/api/v1/leads/${lead.id}/qualify`)).status).toBe(200);
    const other = await createLead();
    await until(async () => {
      await makeAllDue();
      return receiver.events.some(({ body }) => body.data.lead?.id === other.id);
    });
    receiver.answer = (_, response) => response.writeHead(200).end('thanks');
    await until(async () => {
      await makeAllDue();
      return types().includes('lead.qualified');
    });
    const own = receiver.events.filter(({ body }) => body.data.lead?.id === lead.id);
    expect([...new Set(own.map(({ body }) => body.type))]).toEqual(['lead.created', 'lead.updated', 'lead.qualified']);
    const repeats = own.filter(({ body }) => body.type === 'lead.updated');
    expect(repeats.length).toBeGreaterThan(1);
    expect(new Set(repeats.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    await until(async () => (await deliveriesOf(id)).every(({ state }) => state === 'delivered'));
  });

  it('tells of a tier that changed, with the one before', async () => {
    await create({ events: ['lead.tier_changed'] });
    const lead = await createLead();
    for (const tier of ['B', 'B', 'A']) {
      await service.database.query(
        `UPDATE leads SET status = 'qualified', qualification_score = 80, qualification_tier = $2, qualified_at = now() WHERE id = $1`,
        [lead.id, tier],
      );
    }
    await until(() => receiver.events.length > 0);
    await sleep(300);
    expect(receiver.events.map(({ body }) => body.data)).toEqual([
      { lead: expect.objectContaining({ id: lead.id, qualification_tier: 'A' }), previous_tier: 'B' },
    ]);
  });

  it('is not made by a change that is none, by a scoring that begins, or for another workspace', async () => {
    await create({ events: ['lead.created', 'lead.updated'] });
    const workspace = await makeWorkspace(service.database);
    await service.database.query(
      `INSERT INTO leads (workspace_id, id, company_name) VALUES ($1, gen_random_uuid(), 'X')`,
      [workspace],
    );
    await service.database.query(`UPDATE leads SET status = 'qualifying', updated_at = now()`);
    expect(await service.database.query('SELECT FROM webhook_deliveries')).toEqual([]);
  });

  it('is erased with its lead, delivered or not', async () => {
    await create();
    const lead = await createLead();
    await until(() => receiver.events.length === 1);
    receiver.answer = (_, response) => response.writeHead(500).end();
    await service.http.patch(`/api/v1/leads/${lead.id}`).send({ company_name: 'Other' });
    await until(() => receiver.events.length === 2);
    expect((await service.http.delete(`/api/v1/leads/${lead.id}`)).status).toBeLessThan(300);
    expect(await service.database.query('SELECT FROM webhook_deliveries')).toEqual([]);
  });

  it('of a budget tells what was spent', async () => {
    await create({ events: ['budget.warning', 'budget.exceeded'] });
    await service.http.put('/api/v1/llm/budgets/workspace').send({ limit_usd: '10', period: 'month' });
    await service.database.query(
      `INSERT INTO llm_budget_periods (workspace_id, budget_id, starts_at, ends_at, spent_pico_usd)
       SELECT workspace_id, id, date_trunc('month', now()), now() + interval '1 month', 8250000000000 FROM llm_budgets`,
    );
    await service.database.query('UPDATE llm_budget_periods SET announced = 80');
    await until(() => receiver.events.length === 1);
    expect(receiver.events[0]!.body).toMatchObject({
      type: 'budget.warning',
      data: { budget: { limit_usd: '10', spent_usd: '8.25', period: 'month', key_id: null } },
    });
  });

  it('of another room is recorded by the transaction that makes it true', async () => {
    await create({ events: ['run.completed'] });
    const [database, outbox] = [service.app.get(Database), service.app.get(WebhookOutbox)];
    const record = (data: object, fails: boolean) =>
      database.transaction(async (query) => {
        await outbox.record(query, DEFAULT_WORKSPACE_ID, {
          type: 'run.completed',
          subjectId: randomUUID(),
          data: { ...data },
        });
        await outbox.record(query, DEFAULT_WORKSPACE_ID, { type: 'run.paused', subjectId: randomUUID(), data: {} });
        if (fails) throw new Error('no');
      });
    await expect(record({ run: 1 }, true)).rejects.toThrow('no');
    await record({ run: 2 }, false);
    await until(() => receiver.events.length > 0);
    expect(receiver.events.map(({ body }) => [body.type, body.data])).toEqual([['run.completed', { run: 2 }]]);
  });
});

describe('a delivery', () => {
  it('is signed with the old secret too, for a while after a rotation', async () => {
    const { id, secret } = await create();
    const { body: rotated } = await service.http.post(`${PATH}/${id}/rotate-secret`);
    expect(rotated.secret).not.toBe(secret);
    expect((await service.http.post(`${PATH}/${id}/test`)).status).toBe(202);
    await until(() => receiver.events.length === 1);
    const { text, headers } = receiver.events[0]!;
    for (const one of [secret, rotated.secret])
      expect(new Webhook(one).verify(text, headers)).toMatchObject({ type: 'webhook.test' });
  });

  it('can be listed and replayed, under the same id', async () => {
    const { id } = await create();
    await createLead();
    await until(async () => (await deliveriesOf(id))[0]?.state === 'delivered');
    const [delivery] = await deliveriesOf(id);
    expect(delivery).toMatchObject({ type: 'lead.created', attempts: 1, response_status: 204, error: null });
    const replay = await service.http.post(`${PATH}/${id}/deliveries/${String(delivery!.id)}/replay`);
    expect([replay.status, replay.body.state]).toEqual([202, 'pending']);
    await until(() => receiver.events.length === 2);
    expect(new Set(receiver.events.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([delivery!.event_id]));
    const unknown = await service.http.post(`${PATH}/${id}/deliveries/${randomUUID()}/replay`);
    expectFailure(unknown, 404, 'WEBHOOK_DELIVERY_NOT_FOUND');
  });

  it('is deleted after its time, unless it is pending', async () => {
    const { id } = await create();
    receiver.answer = ({ body }, response) => response.writeHead(body.data.lead?.version === 1 ? 204 : 500).end();
    const lead = await createLead();
    await service.http.patch(`/api/v1/leads/${lead.id}`).send({ company_name: 'Other' });
    await until(() => receiver.events.length === 2);
    await service.database.query(`UPDATE webhook_deliveries SET created_at = now() - interval '31 days'`);
    await service.app.get(Jobs).send('webhooks.prune', {});
    await until(async () => (await deliveriesOf(id)).length === 1);
    expect((await deliveriesOf(id))[0]).toMatchObject({ type: 'lead.updated', state: 'pending' });
  });

  it.each([
    ['a redirect', 302, 'It answered 302'],
    ['an error', 500, 'It answered 500'],
  ])('that is answered with %s has failed, and the redirect is not followed', async (_, status, error) => {
    const { id } = await create();
    receiver.answer = (_event, response) => response.writeHead(status, { location: receiver.url }).end();
    await createLead();
    await until(async () => (await deliveriesOf(id))[0]?.attempts === 1);
    expect((await deliveriesOf(id))[0]).toMatchObject({ state: 'pending', response_status: status, error });
    expect(receiver.events).toHaveLength(1);
  });

  it('whose answer does not end has succeeded by its status, and is read no further than it must be', async () => {
    const { id } = await create();
    receiver.answer = (_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'.repeat(65_536)), 1);
      response.once('close', () => {
        clearInterval(timer);
      });
    };
    await createLead();
    await until(async () => (await deliveriesOf(id))[0]?.state === 'delivered');
  });

  it('that is gone, or failed for three days, switches the webhook off, and says why', async () => {
    const { id } = await create();
    const webhook = async () => (await service.http.get(`${PATH}/${id}`)).body;
    receiver.answer = (_, response) => response.writeHead(410).end();
    await createLead();
    await until(async () => !(await webhook()).enabled);
    expect(await webhook()).toMatchObject({ disabled_reason: 'It answered 410 Gone' });
    receiver.answer = (_, response) => response.writeHead(500).end();
    await service.http.patch(`${PATH}/${id}`).send({ enabled: true });
    expect(await webhook()).toMatchObject({ enabled: true, disabled_reason: null });
    await service.database.query(`UPDATE webhook_deliveries SET first_attempt_at = now() - interval '73 hours'`);
    await until(async () => {
      await makeAllDue();
      return !(await webhook()).enabled;
    });
    expect(await webhook()).toMatchObject({ disabled_reason: 'No delivery succeeded for 72 hours' });
    expect((await deliveriesOf(id))[0]).toMatchObject({ state: 'failed' });
  });
});

describe('a webhook that leads into a private network', () => {
  it.each(['127.0.0.1', '2130706433', '0x7f.1', '[::1]', '[::ffff:7f00:1]', '169.254.169.254', '10.0.0.1'])(
    'is refused when its address says so: %s',
    async (host) => {
      const answer = await guarded.http.post(PATH).send({ url: `http://${host}/`, events: ['lead.created'] });
      expectFailure(answer, 422, 'VALIDATION_ERROR');
    },
  );

  it.each(['http', 'https'])('is not dialled when its name says so: %s', async (protocol) => {
    const { id } = await create({ url: `${protocol}://localhost:${receiver.port}/` }, guarded);
    expect((await guarded.http.post(`${PATH}/${id}/test`)).status).toBe(202);
    await until(async () => (await deliveriesOf(id, guarded))[0]?.attempts === 1);
    expect((await deliveriesOf(id, guarded))[0]).toMatchObject({ error: 'The address is not in the internet' });
    expect(receiver.events).toEqual([]);
  });
});
