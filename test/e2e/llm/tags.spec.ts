import { beforeEach, describe, expect, it } from 'vitest';
import OpenAI from 'openai';
import { LedgerRepository } from '../../../src/llm/ledger/ledger.repository.js';
import { ledgerRow } from '../../support/ledger-row.js';
import { useLlmService } from '../../support/llm-service.js';
import { failure, finishChunk, goodAnswer, stream, textChunks } from '../../support/provider-responses.js';
import { LEAD, scoringAnswer } from '../../support/sample-lead.js';

const SCORES = goodAnswer(JSON.stringify(scoringAnswer(90, 80, 70)));
const TAGS = { 'x-llm-tags': 'batch, team=growth' };

const service = useLlmService();

beforeEach(() => {
  service.reset();
});

const tagsOfRows = () => service.ledgerRows().map(({ tags }) => tags);

describe('the tags of a request', () => {
  it('are in the row of each attempt, streaming and not', async () => {
    await service.chat({}, TAGS);
    service.runpod.script(failure(503));
    service.cerebras.script(stream([...textChunks(), finishChunk()]));
    await service.chat({ model: 'cost_optimized', stream: true }, TAGS);
    expect(tagsOfRows()).toEqual([1, 2, 3].map(() => ['batch', 'team=growth']));
  });

  it('come from metadata as the official client sends it, which the provider gets as it is', async () => {
    const client = new OpenAI({ baseURL: `${service.url}/api/v1/llm`, apiKey: 'none', maxRetries: 0 });
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const metadata = { team: 'growth', long: 'x'.repeat(512) };
    await client.chat.completions.create(
      { model: 'runpod', messages, metadata },
      { headers: { 'x-llm-tags': 'batch' } },
    );
    expect(tagsOfRows()).toEqual([['batch', 'team=growth']]);
    expect(service.runpod.requests[0]?.body.metadata).toEqual(metadata);
  });

  it('are none without a header and metadata, and with nothing in them', async () => {
    await service.chat();
    await service.chat({ metadata: null }, { 'x-llm-tags': ' , ' });
    expect(tagsOfRows()).toEqual([null, null]);
  });

  it('are those of scoring and research, too', async () => {
    service.runpod.script(SCORES);
    service.cerebras.script(SCORES);
    const { body: lead } = await service.http.post('/api/v1/leads/qualify').set(TAGS).send(LEAD);
    await service.http.post(`/api/v1/leads/${lead.id}/qualify`).set(TAGS).send({});
    await service.http.post('/v1/research').set(TAGS).send({ query: 'What is a lead?' });
    expect(service.ledgerRows().length).toBe(3);
    expect(tagsOfRows()).toEqual([1, 2, 3].map(() => ['batch', 'team=growth']));
  });

  it('are those of tools of MCP', async () => {
    const params = { name: 'research', arguments: { query: 'What is a lead?' } };
    const { body } = await service.http
      .post('/mcp')
      .set({ ...TAGS, accept: 'application/json, text/event-stream' })
      .send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
    expect(body.result.isError).toBeFalsy();
    expect(tagsOfRows()).toEqual([['batch', 'team=growth']]);
  });

  it('may be named by one call of a tool, in place of those of the header', async () => {
    const ask = (tags: unknown) =>
      service.http
        .post('/mcp')
        .set({ ...TAGS, accept: 'application/json, text/event-stream' })
        .send({
          ...{ jsonrpc: '2.0', id: 1, method: 'tools/call' },
          params: { name: 'research', arguments: { query: 'Why?' }, _meta: { 'x-llm-tags': tags } },
        });
    await ask('own, team=sales');
    await ask(['a', 'b']);
    expect(tagsOfRows()).toEqual([
      ['own', 'team=sales'],
      ['a', 'b'],
    ]);
    for (const wrong of [5, {}, [5], ['x'.repeat(101)]]) {
      expect(JSON.stringify((await ask(wrong)).text)).toContain('VALIDATION_ERROR');
    }
    expect(service.ledgerRows()).toHaveLength(2);
  });
});

describe('the cost report of MCP', () => {
  const report = async (args: object) => {
    const params = { name: 'get_llm_cost_report', arguments: args };
    const { body } = await service.http
      .post('/mcp')
      .set('accept', 'application/json, text/event-stream')
      .send({ jsonrpc: '2.0', id: 1, method: 'tools/call', params });
    return body.result.structuredContent;
  };

  it('is grouped by tags, which it marks as untrusted, and read on for the same filter', async () => {
    const ledger = service.app.get(LedgerRepository, { strict: false });
    const rows = Array.from({ length: 400 }, (_, index) => ledgerRow({ tags: ['many', `run=${index}`] }));
    await ledger.insert([...rows, ledgerRow({ tags: ['other'] })]);
    const seen = new Set<string>();
    let page = await report({ group_by: ['tag'], tag: 'many' });
    expect(page.notice).toMatch(/tags come from outside/);
    for (;;) {
      for (const { tag } of page.data as { tag: string }[]) seen.add(tag);
      if (page.next_cursor === undefined) break;
      page = await report({ cursor: page.next_cursor });
    }
    expect(seen.size).toBe(401);
  });
});

describe('tags that are too many or too long', () => {
  const eleven = Array.from({ length: 11 }, (_, index) => `t${index}`).join();

  it.each(['x'.repeat(101), eleven, 'a,'.repeat(5_000), 'b\u00fcro'])(
    'are refused by the name of the header: %#',
    async (tags) => {
      const { status, body } = await service.chat({}, { 'x-llm-tags': tags });
      expect([status, (body as { error: object }).error]).toMatchObject([422, { code: 'VALIDATION_ERROR' }]);
      expect(JSON.stringify(body)).toContain('x-llm-tags');
      const scored = await service.http
        .post('/api/v1/leads/qualify')
        .set({ 'x-llm-tags': tags })
        .send({ company_name: 'No' });
      expect(scored.status).toBe(422);
      expect(scored.body.details.errors).toMatchObject([{ field: 'x-llm-tags' }]);
      const listed = await service.http
        .post('/mcp')
        .set('x-llm-tags', tags)
        .send({ jsonrpc: '2.0', id: 1, method: 'ping' });
      expect(listed.status).toBe(422);
      expect(await service.database.query(`SELECT id FROM leads WHERE company_name = 'No'`)).toEqual([]);
      expect([service.runpod.requests.length, service.ledgerRows().length]).toEqual([0, 0]);
    },
  );

  it.each<[string, unknown]>([
    ['a megabyte in one entry', { team: 'x'.repeat(1_000_000) }],
    [
      'a megabyte of entries',
      Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`key-${index}`, 'x'.repeat(1_000)])),
    ],
    ['a megabyte in a list', { tags: ['x'.repeat(1_000_000)] }],
    ['a list', ['team']],
    ['a text', 'team'],
  ])('are refused by the name of the parameter: %s', async (_, metadata) => {
    const { status, body, text } = await service.chat({ metadata });
    expect([status, (body as { error: object }).error]).toMatchObject([422, { code: 'VALIDATION_ERROR' }]);
    expect(text).toContain('metadata');
    expect(text.length).toBeLessThan(2_000);
    expect([service.runpod.requests.length, service.ledgerRows().length]).toEqual([0, 0]);
  });
});
