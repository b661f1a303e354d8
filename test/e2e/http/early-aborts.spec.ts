import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { WorkInFlight } from '../../../src/lifecycle/work-in-flight.js';
import { lockTable } from '../../support/locked-table.js';
import { openSocket } from '../../support/open-socket.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const service = useService();

async function events(): Promise<string> {
  const { body } = await service.http.post('/api/v1/qualification-runs').send({ filter: {}, method: 'rules' });
  return `/api/v1/qualification-runs/${String(body.id)}/events`;
}

function connections(): Promise<number> {
  const server = service.app.getHttpServer();
  return promisify(server.getConnections.bind(server))();
}

describe('a caller who hangs up before the first byte', () => {
  it.each<[what: string, path: () => Promise<string>, table: string]>([
    ['an export', () => Promise.resolve('/api/v1/leads/export.csv'), 'leads'],
    ['events of a run', events, 'qualification_runs'],
    ['a list', () => Promise.resolve('/api/v1/leads'), 'leads'],
  ])('of %s leaves no request in flight', async (_, path, table) => {
    const work = service.app.get(WorkInFlight);
    const request = `GET ${await path()} HTTP/1.1\r\nHost: localhost\r\n\r\n`;
    const unlock = await lockTable(service.database, table);
    const { socket } = await openSocket(service.url);
    socket.write(request);
    await until(() => work.requestCount === 1);
    socket.destroy();
    await until(async () => (await connections()) === 0);
    await unlock();
    await until(() => work.requestCount === 0, 3_000);
    expect(work.requestCount).toBe(0);
  });
});
