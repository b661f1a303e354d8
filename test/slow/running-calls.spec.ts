import { once } from 'node:events';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { LeadsService } from '../../src/leads/leads.service.js';
import { startLlmService, useLlmService } from '../support/llm-service.js';
import { ERAS, META, connectMcpClient, failureIn, postRpc, resultIn, rpcRequest } from '../support/mcp-client.js';
import { goodAnswer, late, silent } from '../support/provider-responses.js';
import { scoringAnswer } from '../support/sample-lead.js';
import { useReplica, useService } from '../support/test-service.js';
import { until } from '../support/until.js';
import { useStarted } from '../support/use-started.js';

describe('Running calls', () => {
  const JUDGED = goodAnswer(JSON.stringify(scoringAnswer(90, 80, 70)));
  const RESEARCH = { name: 'research', arguments: { query: 'What is a lead?' } };
  const NEW_LEAD = { name: 'qualify_lead', arguments: { lead: { company_name: 'Acme' } } };

  interface Progress {
    progressToken: string;
    progress: number;
  }

  /** The notifications and the answer in a stream of events. */
  function messagesIn(text: string): { method?: string; params?: Progress; result?: unknown }[] {
    const events = text.split('\n').filter((line) => line.startsWith('data: {'));
    return events.map((line) => JSON.parse(line.slice('data: '.length)) as object);
  }

  describe('a call that is under way', () => {
    const service = useLlmService();

    beforeEach(() => {
      service.reset();
    });

    it.each([
      ['modern', 5_300, [1, 2]],
      ['legacy', 0, [1]],
    ] as const)(
      'sends progress with a rising number when requested (%s era)',
      async (era, ms, expected) => {
        service.runpod.script(late(ms, goodAnswer()));
        const client = await connectMcpClient(service.url, era);
        const heard: number[] = [];
        const onprogress = ({ progress }: { progress: number }) => void heard.push(progress);
        expect(resultIn(await client.callTool(RESEARCH, { onprogress }))).toMatchObject({ provider: 'runpod' });
        expect(heard).toEqual(expected);
        await client.close();
      },
      20_000,
    );

    it('is not reported on where it is not', async () => {
      const { text, headers } = await postRpc(service.url, rpcRequest('tools/call', RESEARCH));
      expect(headers.get('content-type')).toMatch(/^application\/json/);
      expect(text).not.toContain('progress');
    });

    it.each([7, 'my token'])('names the token that it was given: %j', async (progressToken) => {
      const message = {
        jsonrpc: '2.0',
        id: 'a',
        method: 'tools/call',
        params: { ...RESEARCH, _meta: { ...META, progressToken } },
      };
      const [first, ...rest] = messagesIn((await postRpc(service.url, message)).text);
      expect(first).toMatchObject({ method: 'notifications/progress', params: { progressToken, progress: 1 } });
      expect(rest).toMatchObject([{ id: 'a', result: { structuredContent: { provider: 'runpod' } } }]);
    });

    it.each([
      ['research', RESEARCH],
      ['qualify_lead', NEW_LEAD],
    ])('is cancelled when the client disconnects: %s', async (_name, params) => {
      service.runpod.script(silent);
      const caller = new AbortController();
      const gone = postRpc(service.url, rpcRequest('tools/call', params), {}, caller.signal).catch(() => 'gone');
      await service.runpod.waitFor((requests) => requests.length === 1);
      caller.abort();
      await service.runpod.waitFor(([only]) => only?.wasCancelled === true);
      expect(await gone).toBe('gone');
      await until(() => service.ledgerRows().length === 1);
      expect(service.ledgerRows()).toMatchObject([{ outcome: 'aborted' }]);
      expect(service.cerebras.requests).toEqual([]);
    });

    it('is cancelled by a client that gives up', async () => {
      service.runpod.script(silent);
      for (const era of ERAS) {
        service.runpod.script(silent);
        const client = await connectMcpClient(service.url, era);
        const caller = new AbortController();
        const gone = client.callTool(RESEARCH, { signal: caller.signal }).catch(() => 'gone');
        await service.runpod.waitFor((requests) => requests.length === 1);
        caller.abort();
        expect(await gone).toBe('gone');
        await client.close();
        await service.runpod.waitFor(([only]) => only?.wasCancelled === true);
      }
    });
  });

  describe('a call that takes longer than a client waits', () => {
    const service = useLlmService({ MCP_TOOL_TIMEOUT_SECONDS: '1' });

    beforeEach(() => {
      service.reset();
    });

    it.each(ERAS)('continues scoring a lead, and its result can be fetched (%s era)', async (era) => {
      service.runpod.script(late(1_500, JUDGED));
      const client = await connectMcpClient(service.url, era);
      const underWay = resultIn(await client.callTool(NEW_LEAD));
      const { lead_id } = underWay;
      expect(underWay).toEqual({
        notice: expect.any(String),
        lead_id,
        status: 'qualifying',
        next_step: expect.stringContaining('get_qualification'),
      });
      const ask = async () => resultIn(await client.callTool({ name: 'get_qualification', arguments: { lead_id } }));
      expect(await ask()).toMatchObject({ status: 'qualifying', next_step: expect.stringContaining('again') });
      // Its caller has gone, and it is finished nevertheless.
      await client.close();
      const other = await connectMcpClient(service.url, era);
      await until(async () => {
        const found = resultIn(await other.callTool({ name: 'get_qualification', arguments: { lead_id } }));
        return found.status === 'qualified' && found.score === 81;
      });
      await other.close();
    });

    it('calls no model if it was cancelled before that', async () => {
      const leads = service.app.get(LeadsService);
      const store = leads.store.bind(leads);
      vi.spyOn(leads, 'store').mockImplementationOnce((...lead) => sleep(1_500).then(() => store(...lead)));
      const client = await connectMcpClient(service.url, 'modern');
      expect(failureIn(await client.callTool(NEW_LEAD))).toMatchObject({ error_code: 'TOOL_TIMEOUT' });
      await until(async () => {
        const [lead] = await service.database.query('SELECT status FROM leads ORDER BY created_at DESC LIMIT 1');
        return lead?.status === 'failed';
      });
      expect(service.runpod.requests).toEqual([]);
      await client.close();
    });

    it('is cancelled for research, with an error', async () => {
      service.runpod.script(silent);
      const client = await connectMcpClient(service.url, 'modern');
      const began = performance.now();
      const failed = failureIn(await client.callTool(RESEARCH));
      expect(failed).toMatchObject({ error_code: 'TOOL_TIMEOUT', details: { tool: 'research', limit_seconds: 1 } });
      expect(performance.now() - began).toBeLessThan(10_000);
      await service.runpod.waitFor(([only]) => only?.wasCancelled === true);
      await client.close();
    });
  });

  describe('A service that stops', () => {
    it('answers the calls that it has, and finishes what goes on in the background', async () => {
      const service = await startLlmService({ MCP_TOOL_TIMEOUT_SECONDS: '1' });
      service.runpod.script(late(500, goodAnswer()), late(1_500, JUDGED));
      const answered = postRpc(service.url, rpcRequest('tools/call', RESEARCH));
      await service.runpod.waitFor((requests) => requests.length === 1);
      const detached = postRpc(service.url, rpcRequest('tools/call', NEW_LEAD));
      await service.runpod.waitFor((requests) => requests.length === 2);
      const ended = service.app.close();
      expect((await answered).body.result.structuredContent.provider).toBe('runpod');
      const { lead_id, status } = (await detached).body.result.structuredContent;
      expect(status).toBe('qualifying');
      await ended;
      const rows = await service.database.query('SELECT status, qualification_score FROM leads WHERE id = $1', [
        lead_id,
      ]);
      expect(rows).toEqual([{ status: 'qualified', qualification_score: '81.00' }]);
      await service.stop();
    });
  });
});

describe('Replicas', () => {
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
      expect((await client.listTools()).tools).toHaveLength(15);
    }
    await client.close();
    expect(Math.min(...sent)).toBeGreaterThanOrEqual(4);
  });
});
