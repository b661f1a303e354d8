import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import { currentRequest } from '../../../src/telemetry/request-context.js';
import { goodAnswer, failure, late } from '../../support/provider-responses.js';
import { useLlmService } from '../../support/llm-service.js';
import { until } from '../../support/until.js';
import { postRpc, rpcRequest } from '../../support/mcp-client.js';
import { LEAD, scoringAnswer } from '../../support/sample-lead.js';

const SCORED = goodAnswer(JSON.stringify(scoringAnswer(90, 80, 70)));
const NEW_LEAD = { name: 'qualify_lead', arguments: { lead: { company_name: 'Acme' } } };

describe('The id of a request', () => {
  const service = useLlmService({ MCP_TOOL_TIMEOUT_SECONDS: '1' });

  beforeEach(() => {
    service.reset();
    service.runpod.script(SCORED);
  });

  /** The operations whose ledger rows carry `id`, once there are `count`. */
  async function operationsOf(id: string, count = 1): Promise<string[]> {
    const find = 'SELECT operation FROM llm_calls WHERE request_id = $1';
    await until(async () => (await service.database.query(find, [id])).length === count);
    const rows = await service.database.query<{ operation: string }>(find, [id]);
    return rows.map(({ operation }) => operation);
  }

  it('is in the ledger rows of a qualification over REST, of the failed attempt too', async () => {
    service.cerebras.script(failure(500));
    service.runpod.script(failure(500), failure(500), SCORED);
    const id = 'rest-qualification';
    const { status } = await service.http.post('/api/v1/leads/qualify').set('x-request-id', id).send(LEAD);
    expect(status).toBe(201);
    const attempts = service.ledgerRows().length;
    expect(attempts).toBeGreaterThan(1);
    expect(await operationsOf(id, attempts)).toEqual(Array.from({ length: attempts }, () => 'qualification'));
  });

  it('is in the ledger rows of a stored lead that is qualified again, not the id of the qualification', async () => {
    const { body: lead } = await service.http.post('/api/v1/leads').send(LEAD);
    const id = 'stored-qualification';
    await service.http.post(`/api/v1/leads/${lead.id}/qualify`).set('x-request-id', id).send({});
    expect(await operationsOf(id)).toEqual(['qualification']);
  });

  it('is in the ledger rows of research and of chats, streams included', async () => {
    service.runpod.script(goodAnswer());
    const ask = (id: string, path: string, body: object) =>
      fetch(service.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-request-id': id },
        body: JSON.stringify(body),
      }).then((reply) => reply.text());
    const messages = [{ role: 'user', content: 'Hello' }];
    await Promise.all([
      ask('rest-research', '/v1/research', { query: 'What is a lead?' }),
      ask('rest-research-stream', '/v1/research', { query: 'What is a lead?', stream: true }),
      ask('rest-chat', '/api/v1/llm/chat/completions', { messages }),
      ask('rest-chat-stream', '/api/v1/llm/chat/completions', { messages, stream: true }),
    ]);
    expect(await operationsOf('rest-research')).toEqual(['research']);
    expect(await operationsOf('rest-research-stream')).toEqual(['research']);
    expect(await operationsOf('rest-chat')).toEqual(['chat']);
    expect(await operationsOf('rest-chat-stream')).toEqual(['chat']);
  });

  it('is in the ledger rows of a qualification over MCP that goes on after its answer', async () => {
    service.runpod.script(late(1_200, SCORED));
    const { body } = await postRpc(service.url, rpcRequest('tools/call', NEW_LEAD), {
      'x-request-id': 'mcp-qualification',
    });
    expect(body.result.structuredContent).toMatchObject({ status: 'qualifying' });
    expect(await operationsOf('mcp-qualification')).toEqual(['qualification']);
  });

  it('is made for each request that bears none, and returned', async () => {
    const answers = await Promise.all([1, 2].map(() => service.chat()));
    const ids = answers.map(({ headers }) => headers.get('x-request-id') ?? '');
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(await operationsOf(id)).toEqual(['chat']);
  });

  it('is in the log lines of the request, with its workspace, where they name neither', async () => {
    const seen: unknown[] = [];
    const log = vi.spyOn(Logger.prototype, 'error').mockImplementation((_facts, message) => {
      seen.push([message, { ...currentRequest() }]);
    });
    service.runpod.script(failure(401));
    await service.chat({ model: 'runpod' }, { 'x-request-id': 'refused-key' });
    log.mockRestore();
    expect(seen).toContainEqual([
      expect.stringContaining('rejects the API key'),
      { requestId: 'refused-key', workspace: expect.stringMatching(/^[\da-f-]{36}$/) },
    ]);
  });
});
