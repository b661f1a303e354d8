import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bearing, clientOf, issueKey, type KeyHolder } from '../../support/callers.js';
import { useLlmService } from '../../support/llm-service.js';
import { connectMcpClient, resultIn } from '../../support/mcp-client.js';
import { failure, goodAnswer, stream, textChunks, finishChunk } from '../../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../../support/sample-lead.js';
import { until } from '../../support/until.js';

const SCORES = goodAnswer(JSON.stringify(scoringAnswer(90, 80, 70)));

describe('The key that pays for an attempt', () => {
  const service = useLlmService();
  let holder: KeyHolder;

  beforeEach(() => {
    service.reset();
  });

  const keysOfRows = () => service.ledgerRows().map(({ keyId }) => keyId);

  it('is none in open mode', async () => {
    await service.chat();
    expect(keysOfRows()).toEqual([null]);
  });

  describe('is the key of the request, for', () => {
    beforeAll(async () => {
      holder = await issueKey(service);
    });

    it('a chat completion', async () => {
      await service.chat({}, bearing(holder));
      expect(keysOfRows()).toEqual([holder.id]);
    });

    it('a stream, and each attempt that failed before it', async () => {
      service.runpod.script(failure(503));
      service.cerebras.script(stream([...textChunks(), finishChunk()]));
      await service.chat({ model: 'cost_optimized', stream: true }, bearing(holder));
      expect(keysOfRows()).toEqual([holder.id, holder.id]);
    });

    it('the score of a new lead, and of a stored one', async () => {
      service.runpod.script(SCORES);
      service.cerebras.script(SCORES);
      const http = clientOf(service.url, holder);
      const { body: lead } = await http.post('/api/v1/leads/qualify').send(LEAD);
      await http.post(`/api/v1/leads/${lead.id}/qualify`).send({});
      expect(service.ledgerRows().map(({ operation }) => operation)).toEqual(['qualification', 'qualification']);
      expect(keysOfRows()).toEqual([holder.id, holder.id]);
    });

    it('research', async () => {
      await clientOf(service.url, holder).post('/v1/research').send({ query: 'What is a lead?' });
      expect(keysOfRows()).toEqual([holder.id]);
    });

    it.each(['modern', 'legacy'] as const)('tools of MCP (%s)', async (era) => {
      service.runpod.script(SCORES);
      service.cerebras.script(SCORES);
      const client = await connectMcpClient(service.url, era, holder);
      resultIn(await client.callTool({ name: 'qualify_lead', arguments: { lead: { company_name: `Era ${era}` } } }));
      service.reset();
      resultIn(await client.callTool({ name: 'research', arguments: { query: 'What is a lead?' } }));
      expect(keysOfRows()).toEqual([holder.id]);
      await client.close();
    });

    it('rows that stay when the key is revoked', async () => {
      const admin = await issueKey(service);
      const other = await issueKey(service, { scopes: ['llm:use'] });
      await service.chat({}, bearing(other));
      await clientOf(service.url, admin).delete(`/api/v1/api-keys/${other.id}`).expect(204);
      const find = () => service.database.query('SELECT key_id FROM llm_calls WHERE key_id = $1', [other.id]);
      await until(async () => (await find()).length === 1);
    });
  });
});
