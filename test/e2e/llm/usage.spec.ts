import { beforeAll, describe, expect, it } from 'vitest';
import type { WorkspaceId } from '../../../src/database/workspace-id.js';
import { LedgerQueue } from '../../../src/llm/ledger/ledger-queue.service.js';
import { ledgerRow } from '../../support/ledger-row.js';
import { clientOf, issueKey } from '../../support/callers.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

describe('The usage report', () => {
  const PATH = '/api/v1/llm/usage';
  const DAY_MS = 24 * 60 * 60 * 1_000;
  const FIGURES = { calls: 1, requests: 1, fallbacks: 0, prompt_tokens: 800, cached_tokens: 0, completion_tokens: 200 };

  const service = useService({
    RUNPOD_API_KEY: 'test',
    RUNPOD_API_BASE: 'http://127.0.0.1:1/v1',
    CEREBRAS_API_KEY: 'test',
    LLM_USAGE_MAX_GROUPS: '10',
  });
  let queue: LedgerQueue;

  beforeAll(async () => {
    queue = service.app.get(LedgerQueue, { strict: false });
    const { body: other } = await service.http.post('/api/v1/workspaces').send({ name: 'other' });
    queue.record(ledgerRow({ workspaceId: other.id as WorkspaceId }));
    queue.record(ledgerRow({ createdAt: new Date('2026-03-01T10:00:00Z') }));
    queue.record(
      ledgerRow({
        ...{
          createdAt: new Date('2026-03-02T10:00:00Z'),
          requestId: 'request-0002',
          provider: 'cerebras',
          model: 'gpt',
        },
        ...{ costPicoUsd: 430_000_000n, totalMs: 1_000, strategy: 'quality_optimized' },
      }),
    );
    await until(() => queue.depth === 0);
  });

  const MARCH = { from: '2026-03-01', to: '2026-04-01' };

  describe('GET /api/v1/llm/usage', () => {
    it('answers one row for all calls, with the price of the most expensive provider', async () => {
      const { status, body } = await service.http.get(PATH).query(MARCH);
      const total = {
        ...{
          calls: 2,
          requests: 2,
          fallbacks: 0,
          prompt_tokens: 1_600,
          cached_tokens: 0,
          completion_tokens: 400,
          total_tokens: 2_000,
        },
        ...{ cost_usd: '0.00045', failures: 0, latency_p50_ms: 400, latency_p95_ms: 1_000 },
      };
      expect(body).toEqual({
        ...{ from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z', group_by: [] },
        ...{ data: [total], total },
        // (1,600 x 0.35 + 400 x 0.75) / 1,000,000
        comparison: {
          ...{ most_expensive_provider: 'cerebras', cost_usd: '0.00086', saving_usd: '0.00041', saving_percent: 47.67 },
        },
        cascade: null,
        budgets: [],
      });
      expect(status).toBe(200);
    });

    it.each([
      ['group_by=day,provider', ['day', 'provider']],
      ['group_by=day&group_by=provider', ['day', 'provider']],
      ['group_by=provider,model&group_by=strategy', ['provider', 'model', 'strategy']],
      ['group_by=operation,outcome', ['operation', 'outcome']],
      ['group_by=', []],
    ])('splits by %s', async (query, groups) => {
      const { status, body } = await service.http.get(`${PATH}?from=2026-03-01&to=2026-04-01&${query}`);
      expect(status).toBe(200);
      expect(body.group_by).toEqual(groups);
      for (const row of body.data) expect(Object.keys(row as object).slice(0, groups.length)).toEqual(groups);
      expect(body.data.reduce((sum: number, row: { calls: number }) => sum + row.calls, 0)).toBe(2);
    });

    it('names what each row is of', async () => {
      const { body } = await service.http.get(PATH).query({ ...MARCH, group_by: 'day,provider,model,strategy' });
      expect(body.data).toEqual([
        {
          ...{ day: '2026-03-01', provider: 'runpod', model: 'llama', strategy: 'balanced', ...FIGURES },
          ...{ total_tokens: 1_000, cost_usd: '0.00002', failures: 0, latency_p50_ms: 400, latency_p95_ms: 400 },
        },
        {
          ...{ day: '2026-03-02', provider: 'cerebras', model: 'gpt', strategy: 'quality_optimized', ...FIGURES },
          ...{ total_tokens: 1_000, cost_usd: '0.00043', failures: 0, latency_p50_ms: 1_000, latency_p95_ms: 1_000 },
        },
      ]);
    });

    it('takes the last 30 days where no period is named', async () => {
      const { body } = await service.http.get(PATH);
      expect(Date.now() - Date.parse(body.to as string)).toBeLessThan(10_000);
      expect(Date.parse(body.to as string) - Date.parse(body.from as string)).toBe(30 * DAY_MS);
      const { body: until } = await service.http.get(PATH).query({ to: '2026-03-03T01:00:00+01:00' });
      expect([until.from, until.to]).toEqual(['2026-02-01T00:00:00.000Z', '2026-03-03T00:00:00.000Z']);
      expect(until.total.calls).toBe(2);
    });

    it('has nothing where nothing was used', async () => {
      const { body } = await service.http.get(PATH).query({ from: '2020-01-01', to: '2020-02-01' });
      expect(body.total).toMatchObject({ calls: 0, cost_usd: '0', latency_p50_ms: null, latency_p95_ms: null });
      expect(body.comparison).toEqual({
        ...{ most_expensive_provider: 'cerebras', cost_usd: '0', saving_usd: '0', saving_percent: 0 },
      });
    });

    it.each([
      ['from', 'from=yesterday'],
      ['from', 'from=2026-02-30'],
      ['from', 'from=2026-03-01T10:00:00'],
      ['from', 'from=2026-03-01T10:00:60Z'],
      ['from', 'from=2026-03-01&from=2026-03-02'],
      ['from', 'from='],
      ['from', 'from=2026-03-01&to=2026-03-01'],
      ['from', 'from=2026-03-02&to=2026-03-01'],
      ['from', 'from=2999-01-01'],
      ['from', 'from=0001-01-01T00:00:00%2B01:00'],
      ['to', 'to=0000-01-01'],
      ['group_by', 'group_by=workspace_id'],
      ['key_id', 'key_id=crm'],
      ['tag', `tag=${'x'.repeat(101)}`],
      ['tag', 'tag=a%00b'],
      ['tag', 'tag=a&tag=b'],
      ['group_by', 'group_by=day,'],
      ['group_by', 'group_by=day,,provider'],
      ['group_by', 'group_by=day,day'],
      ['group_by', 'group_by=DAY'],
      ['group_by', "group_by=day'--"],
      ['workspace', 'workspace=other'],
    ])('refuses a wrong %s: %s', async (field, query) => {
      const { status, body } = await service.http.get(`${PATH}?${query}`);
      expect(body.error_code).toBe('VALIDATION_ERROR');
      expect(status).toBe(422);
      expect(body.details.errors.map((error: { field: string }) => error.field)).toContain(field);
    });
  });

  describe('with API keys, GET /api/v1/llm/usage', () => {
    it('splits by key and by tag, names keys, and keeps those that were revoked', async () => {
      const key = await issueKey(service, { name: 'crm', scopes: ['llm:use'] });
      const admin = clientOf(service.url, await issueKey(service));
      const createdAt = new Date('2026-05-01T10:00:00Z');
      queue.record(ledgerRow({ createdAt, keyId: key.id, tags: ['batch', 'team=growth'] }));
      queue.record(ledgerRow({ createdAt, keyId: key.id, tags: ['batch'] }));
      queue.record(ledgerRow({ createdAt }));
      await until(() => queue.depth === 0);
      const get = async (query: object) =>
        (await admin.get(PATH).query({ from: '2026-05-01', to: '2026-06-01', ...query })).body;
      const labels = ({ data }: { data: object[] }) => data.map((row) => Object.values(row).slice(0, 3));
      await admin.delete(`/api/v1/api-keys/${key.id}`).expect(204);
      expect(labels(await get({ group_by: 'key' }))).toEqual([
        [key.id, 'crm', 2],
        [null, null, 1],
      ]);
      expect(labels(await get({ group_by: 'day,tag' }))).toEqual([
        ['2026-05-01', 'batch', 2],
        ['2026-05-01', 'team=growth', 1],
        ['2026-05-01', null, 1],
      ]);
      expect((await get({ tag: 'team=growth' })).total).toMatchObject({ calls: 1, cost_usd: '0.00002' });
      expect((await get({ key_id: key.id.toUpperCase() })).total.calls).toBe(2);
    });

    it('answers CSV where Accept asks for it', async () => {
      const accept = 'text/csv, application/json;q=0.5';
      queue.record(ledgerRow({ createdAt: new Date('2026-06-01T10:00:00Z'), tags: ['=cmd|"/c calc"!A1'] }));
      await until(() => queue.depth === 0);
      const admin = clientOf(service.url, await issueKey(service));
      const query = { from: '2026-06-01', to: '2026-07-01', group_by: 'day,tag' };
      const { status, headers, text } = await admin.get(PATH).set('accept', accept).query(query);
      expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
      expect(text).toBe(
        'day,tag,calls,requests,fallbacks,prompt_tokens,cached_tokens,completion_tokens,total_tokens,cost_usd,failures,' +
          'latency_p50_ms,latency_p95_ms\r\n2026-06-01,"\'=cmd|""/c calc""!A1",1,1,0,800,0,200,1000,0.00002,0,400,400\r\n',
      );
      const failed = await admin.get(PATH).set('accept', accept).query({ group_by: 'colour' });
      expect(failed.headers['content-type']).toMatch(/^application\/json/);
      expect(failed.body.message).toContain('day, key, tag, provider, model, strategy, operation, outcome');
    });

    it('refuses a report of more groups than LLM_USAGE_MAX_GROUPS, and says what helps', async () => {
      const admin = clientOf(service.url, await issueKey(service));
      const createdAt = new Date('2026-07-01T10:00:00Z');
      for (let count = 0; count < 11; count++) queue.record(ledgerRow({ createdAt, tags: [`run=${count}`] }));
      await until(() => queue.depth === 0);
      const get = (query: object) => admin.get(PATH).query({ from: '2026-07-01', to: '2026-08-01', ...query });
      const { status, body } = await get({ group_by: 'tag' });
      expect([status, body.details.errors]).toMatchObject([422, [{ field: 'group_by', rule: 'group_count' }]]);
      expect(body.message).toContain('at most 10 groups');
      expect((await get({ group_by: 'tag', tag: 'run=1' })).status).toBe(200);
    });
  });
});
