import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { Jobs } from '../../../src/jobs/jobs.service.js';
import { expectFailure } from '../../support/failure.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';
import { PROMPT_DELIVERY, WebhookClient, WEBHOOKS_PATH as PATH } from '../../support/webhook-client.js';
import { useWebhookReceiver } from '../../support/webhook-receiver.js';

const service = useService(PROMPT_DELIVERY);
const receiver = useWebhookReceiver();
const { create, createLead, deliveriesOf, makeAllDue } = new WebhookClient(service, receiver);

afterEach(async () => {
  await service.database.query('DELETE FROM webhooks');
  receiver.reset();
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
