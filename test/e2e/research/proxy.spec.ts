import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OutboundSettings } from '../../../src/outbound/outbound.settings.js';
import { Context7Client } from '../../../src/research/documentation/context7.client.js';
import { ResearchSettings } from '../../../src/research/research.settings.js';
import { RunpodQueue } from '../../../src/runpod/runpod-queue.js';

/** A proxy that answers for all servers. */
let proxy: Server;
let outbound: OutboundSettings;
const asked: string[] = [];

beforeAll(async () => {
  proxy = createServer(({ url = '' }, response) => {
    asked.push(url);
    const body = url.includes('/search')
      ? { results: [{ id: '/makers/react', title: 'React' }] }
      : { id: 'job1', input: {} };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const httpProxy = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  outbound = Object.assign(new OutboundSettings(), { httpProxy });
});

afterAll(() => {
  proxy.closeAllConnections();
  proxy.close();
});

describe('Through a proxy', () => {
  it('Context7 is asked', async () => {
    const settings = Object.assign(new ResearchSettings(), { context7BaseUrl: 'http://context7.invalid/api' });
    const client = new Context7Client(settings, outbound);
    const { id } = await client.find('react', 'hooks', AbortSignal.timeout(5_000));
    await client.onApplicationShutdown();
    expect([id, asked.at(-1)]).toEqual([
      '/makers/react',
      expect.stringMatching(/^http:\/\/context7\.invalid\/api\/v2\/libs\/search\?/),
    ]);
  });

  it('RunPod’s queue is asked', async () => {
    const at = (path: string) => `http://queue.invalid/${path}`;
    const address = {
      workerId: 'w',
      apiKey: 'k',
      take: at('take'),
      stop: at('stop'),
      ping: at('ping'),
      output: at('output'),
    };
    const job = await new RunpodQueue(address, outbound).take(false, AbortSignal.timeout(5_000));
    expect([job, asked.at(-1)]).toEqual([{ id: 'job1', input: {} }, 'http://queue.invalid/take?job_in_progress=0']);
  });
});
