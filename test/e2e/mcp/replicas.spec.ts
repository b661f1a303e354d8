import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { beforeEach, expect, it } from '@jest/globals';
import { useService, useReplica } from '../../support/test-service.js';
import { resultIn, connectMcpClient, ERAS } from '../../support/mcp-client.js';
import { useStarted } from '../../support/use-started.js';

const first = useService();
const second = useReplica(first);
const proxyAddress = useStarted(listen, closeProxy);
/** How many requests each replica was sent. */
let sent: [number, number];

beforeEach(() => {
  sent = [0, 0];
});

async function listen(): Promise<AddressInfo> {
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  return proxy.address() as AddressInfo;
}

async function closeProxy(): Promise<void> {
  proxy.closeAllConnections();
  await once(proxy.close(), 'close');
}

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
  const client = await connectMcpClient(`http://127.0.0.1:${proxyAddress.port}`, era);
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
