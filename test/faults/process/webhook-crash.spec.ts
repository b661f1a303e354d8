import { afterEach, describe, expect, it } from 'vitest';
import { usePostgresServer } from '../../support/postgres-server.js';
import { createFolder, type Folder, type ServiceProcess, startService } from '../../support/service-process.js';
import { until } from '../../support/until.js';
import { useWebhookReceiver } from '../../support/webhook-receiver.js';

const LEADS = 3;

describe('a worker that is killed in the middle of a delivery', () => {
  const server = usePostgresServer();
  const receiver = useWebhookReceiver();
  const folders: Folder[] = [];
  const processes: ServiceProcess[] = [];

  async function start(role: 'web' | 'worker'): Promise<ServiceProcess> {
    const folder = await createFolder();
    folders.push(folder);
    const environment = {
      DATABASE_URL: server.url(),
      WEBHOOK_ALLOW_HTTP: 'true',
      WEBHOOK_ALLOW_PRIVATE: 'true',
      ROLE: role,
    };
    const started = await startService(folder.path, environment);
    processes.push(started);
    return started;
  }

  afterEach(async () => {
    await Promise.all(processes.map((process) => process.end('SIGKILL')));
    await Promise.all(folders.map((folder) => folder.remove()));
  });

  it('has its events delivered by another one within 20 seconds, under the same ids, in order', async () => {
    const [web, worker] = [await start('web'), await start('worker')];
    const post = async (path: string, body: object, method = 'POST') => {
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${web.url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
      return (await answer.json()) as { id: string };
    };
    // Answers nothing until the first worker is gone.
    receiver.answer = () => undefined;
    await post('/webhooks', { url: receiver.url, events: ['lead.created', 'lead.updated'] });
    for (let count = 0; count < LEADS; count++) {
      const { id } = await post('/leads', { company_name: `Company ${count}` });
      await post(`/leads/${id}`, { company_name: `Renamed ${count}` }, 'PATCH');
    }
    await until(() => receiver.events.length > 0);
    await worker.end('SIGKILL');
    const lost = receiver.events.map(({ headers }) => headers['webhook-id']);
    receiver.reset();
    await start('worker');
    await until(() => receiver.events.length >= 2 * LEADS, 20_000);
    const types = Map.groupBy(receiver.events, ({ body }) => body.data.lead?.id);
    expect([...types.values()].map((events) => events.map(({ body }) => body.type))).toEqual(
      Array.from({ length: LEADS }, () => ['lead.created', 'lead.updated']),
    );
    expect(receiver.events.map(({ headers }) => headers['webhook-id'])).toEqual(expect.arrayContaining(lost));
  }, 90_000);
});
