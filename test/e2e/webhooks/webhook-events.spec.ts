import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { Database } from '../../../src/database/database.service.js';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';
import { WebhookOutbox } from '../../../src/webhooks/webhook-outbox.js';
import { makeWorkspace } from '../../support/callers.js';
import { LEAD } from '../../support/sample-lead.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';
import { PROMPT_DELIVERY, WebhookClient } from '../../support/webhook-client.js';
import { useWebhookReceiver } from '../../support/webhook-receiver.js';

const service = useService(PROMPT_DELIVERY);
const receiver = useWebhookReceiver();
const { create, createLead, deliveriesOf, makeAllDue } = new WebhookClient(service, receiver);
const types = () => receiver.events.map(({ body }) => body.type);

afterEach(async () => {
  await service.database.query('DELETE FROM webhooks');
  receiver.reset();
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
