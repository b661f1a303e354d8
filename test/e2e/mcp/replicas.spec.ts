import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startTestService, type TestService } from '../../support/test-service.js';
import { type Replica, startReplica } from '../../support/callers.js';
import { resultIn, connectMcpClient, ERAS } from '../../support/mcp-client.js';

let first: TestService;
let second: Replica;
/** How many requests each replica was sent. */
let sent: [number, number];

beforeAll(async () => {
  first = await startTestService();
  second = await startReplica(first.database);
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
});

beforeEach(() => {
  sent = [0, 0];
});

afterAll(async () => {
  proxy.closeAllConnections();
  await once(proxy.close(), 'close');
  await second.stop();
  await first.stop();
});

/** A proxy that hands requests to the two in turn. */
const proxy = createServer((incoming, outgoing) => {
  const turn = (sent[0] + sent[1]) % 2;
  sent[turn]!++;
  const target = new URL('/mcp', [first, second][turn]!.url);
  const { method, headers } = incoming;
  const passed = forward(target, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  incoming.pipe(passed);
});

it.each(ERAS)('any replica answers any request (%s era)', async (era) => {
  const client = await connectMcpClient(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`, era);
  for (let index = 0; index < 4; index++) {
    const made = await client.callTool({ name: 'create_lead', arguments: { company_name: `Acme ${index}` } });
    const { lead_id } = resultIn(made);
    const { lead } = resultIn(await client.callTool({ name: 'get_lead', arguments: { lead_id } }));
    expect(lead.company_name).toBe(`Acme ${index}`);
    expect((await client.listTools()).tools).toHaveLength(8);
  }
  await client.close();
  expect(Math.min(...sent)).toBeGreaterThanOrEqual(4);
});
