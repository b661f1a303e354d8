import { afterEach, describe, expect, it } from 'vitest';
import { brokenRules, expectFailure } from '../../support/failure.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';
import { PROMPT_DELIVERY, WebhookClient, WEBHOOKS_PATH as PATH } from '../../support/webhook-client.js';
import { useWebhookReceiver } from '../../support/webhook-receiver.js';

const service = useService(PROMPT_DELIVERY);
const guarded = useService({ WEBHOOK_ALLOW_HTTP: 'true', JOBS_POLL_MS: '100', WEBHOOK_MAX: '3' });
const receiver = useWebhookReceiver();
const { create } = new WebhookClient(service, receiver);
const ofGuarded = new WebhookClient(guarded, receiver);

afterEach(async () => {
  for (const { database } of [service, guarded]) await database.query('DELETE FROM webhooks');
  receiver.reset();
});

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
    for (let count = 0; count < 3; count++) await ofGuarded.create({ url: 'https://crm.example.com' });
    const answer = await guarded.http.post(PATH).send({ url: 'https://crm.example.com', events: ['run.paused'] });
    expectFailure(answer, 409, 'WEBHOOK_LIMIT_REACHED');
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
    const { id } = await ofGuarded.create({ url: `${protocol}://localhost:${receiver.port}/` });
    expect((await guarded.http.post(`${PATH}/${id}/test`)).status).toBe(202);
    await until(async () => (await ofGuarded.deliveriesOf(id))[0]?.attempts === 1);
    expect((await ofGuarded.deliveriesOf(id))[0]).toMatchObject({ error: 'The address is not in the internet' });
    expect(receiver.events).toEqual([]);
  });
});
