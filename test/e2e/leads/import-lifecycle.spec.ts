import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_WORKSPACE_ID } from '../../../src/database/workspace-id.js';
import { ImportsRepository } from '../../../src/leads/import/imports.repository.js';
import { ImportClient, SMALL_IMPORTS } from '../../support/import-client.js';
import { useService } from '../../support/test-service.js';

const service = useService(SMALL_IMPORTS);
const { send, get, leads, left, clear } = new ImportClient(service);

beforeEach(clear);

const rows = (count: number) => Array.from({ length: count }, (_, index) => `Company ${index},jane@c${index}.example`);

describe('an import', () => {
  it('can be cancelled', async () => {
    const { body } = await send('Company\nAcme\n', '?dry_run=true');
    const cancel = () => fetch(`${service.url}/api/v1/imports/${body.id}`, { method: 'DELETE' });
    expect(body.counts).toMatchObject({ created: 1 });
    const nothing = { created: 0, updated: 0, unchanged: 0 };
    expect(await (await cancel()).json()).toMatchObject({ state: 'cancelled', counts: nothing });
    expect((await cancel()).status).toBe(200);
    expect(await left()).toHaveLength(0);
    const { body: done } = await send('Company\nAcme\n');
    const response = await fetch(`${service.url}/api/v1/imports/${done.id}`, { method: 'DELETE' });
    expect(response.status).toBe(409);
    expect(await leads()).toHaveLength(1);
  });

  it('tells its progress by events, from where a caller has seen it', async () => {
    const { body } = await send(['Company,Email', ...rows(800)].join('\n'), '?wait=false');
    const response = await fetch(`${service.url}/api/v1/imports/${body.id}/events`);
    const text = await response.text();
    const last = text.trim().split('\n\n').at(-1)!;
    expect(last).toMatch(/^id: \d+\nevent: completed\ndata: \{/);
    const id = /^id: (\d+)/.exec(last)![1]!;
    const again = await fetch(`${service.url}/api/v1/imports/${body.id}/events`, { headers: { 'last-event-id': id } });
    expect(again.status).toBe(204);
  });

  it('is not watched for those who ask for the head of its events alone', async () => {
    const id = '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f01';
    await service.database.query(
      `INSERT INTO imports (workspace_id, id, state, on_duplicate) VALUES ($1, $2, 'receiving', 'update')`,
      [DEFAULT_WORKSPACE_ID, id],
    );
    const find = vi.spyOn(service.app.get(ImportsRepository), 'find');
    const response = await fetch(`${service.url}/api/v1/imports/${id}/events`, { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    await sleep(1_500);
    expect(find.mock.calls.length).toBeLessThanOrEqual(2);
    find.mockRestore();
  });

  it('of another workspace, or none, does not exist', async () => {
    for (const path of ['', '/rejects.csv', '/events']) {
      expect(await get(`/imports/01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f00${path}`)).toMatchObject({
        status: 404,
        body: { error_code: 'IMPORT_NOT_FOUND' },
      });
    }
  });

  it('keeps nothing of a lead that is erased', async () => {
    await service.http.post('/api/v1/leads').send({ company_name: 'Old', contact_email: 'old@o.example' });
    await send('Company,Email\nOld2,old@o.example\nNew,new@n.example\nNew2,new@n.example\n');
    expect(await left()).toHaveLength(3);
    for (const { id } of await leads()) await service.http.delete(`/api/v1/leads/${id}`).expect(204);
    expect(await left()).toHaveLength(0);
  });

  it('tells webhooks that it is completed, once', async () => {
    const webhook = { url: 'https://hooks.example/x', events: ['import.completed'] };
    await service.http.post('/api/v1/webhooks').send(webhook).expect(201);
    const { body } = await send(['Company,Email', ...rows(250)].join('\n'));
    const told = await service.database.query(`SELECT subject_id, data FROM webhook_deliveries`);
    const data = { import: { id: body.id, state: 'completed', counts: body.counts } };
    expect(told).toEqual([{ subject_id: body.id, data }]);
  });
});
