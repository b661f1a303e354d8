import { beforeAll, describe, expect, it } from 'vitest';
import { promisify } from 'node:util';
import { setTimeout as sleep } from 'node:timers/promises';
import { WorkInFlight } from '../../../src/lifecycle/work-in-flight.js';
import { bearing, issueKey } from '../../support/callers.js';
import { lockTable } from '../../support/locked-table.js';
import { openSocket } from '../../support/open-socket.js';
import { type TestService, useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const service = useService();
let authorization: string;

beforeAll(async () => {
  ({ authorization } = bearing(await issueKey(service)));
});

describe('an upload that is cut', () => {
  it.each([
    ['Content-Length: 1000', ''],
    ['Transfer-Encoding: chunked', ''],
    ['Content-Length: 24', '{"company_name":"Acme"}\n'],
    ['Content-Length: 2', '{}'],
  ])('(%s, of which %j is sent) is in flight no longer, whenever that was', async (framing, body) => {
    const lines = ['POST /api/v1/leads HTTP/1.1', 'Host: localhost', `Authorization: ${authorization}`, framing];
    for (let upload = 0; upload < 60; upload++) {
      const { socket } = await openSocket(service.url);
      socket.write([...lines, 'Content-Type: application/json', '', body].join('\r\n'));
      await sleep(upload % 5);
      if (upload % 2 === 0) socket.destroy();
      else socket.resetAndDestroy();
    }
    await until(() => service.app.get(WorkInFlight).count === 0, 2_000);
    expect(service.app.get(WorkInFlight).count).toBe(0);
  });

  it('while its key is looked up is in flight no longer, although all of it has arrived', async () => {
    const { authorization: fresh } = bearing(await issueKey(service));
    const unlock = await lockTable(service.database, 'api_keys');
    const lines = ['POST /api/v1/leads HTTP/1.1', 'Host: localhost', `Authorization: ${fresh}`, 'Content-Length: 2'];
    const { socket } = await openSocket(service.url);
    socket.write([...lines, 'Content-Type: application/json', '', '{}'].join('\r\n'));
    const work = service.app.get(WorkInFlight);
    await until(() => work.count === 1);
    socket.destroy();
    await until(async () => (await connectionsOf(service)) === 0);
    await unlock();
    await until(() => work.count === 0, 2_000);
    expect(work.count).toBe(0);
  });
});

function connectionsOf({ app }: TestService): Promise<number> {
  return promisify(app.getHttpServer().getConnections.bind(app.getHttpServer()))();
}
