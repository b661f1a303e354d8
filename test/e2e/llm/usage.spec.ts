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

describe('The cost simulation', () => {
  const PATH = '/api/v1/llm/cost-simulation';
  const ORDER = { monthly_tokens: 10_000_000, prices: { runpod: 0.02, cerebras: 0.1 } };

  const service = useService();

  const simulate = (body: object) => service.http.post(PATH).send(body);
  const row = (strategy: string, runpod: number, cost: string, saving: string, percent: number) => ({
    strategy,
    shares: [
      { provider: 'runpod', percent: runpod, tokens: runpod * 100_000 },
      { provider: 'cerebras', percent: 100 - runpod, tokens: (100 - runpod) * 100_000 },
    ],
    ...{ monthly_cost_usd: cost, saving_usd: saving, saving_percent: percent },
  });

  describe('POST /api/v1/llm/cost-simulation', () => {
    it('answers the table', async () => {
      const { status, body } = await simulate(ORDER);
      expect(body).toEqual({
        ...{ monthly_tokens: 10_000_000, prices: { runpod: '0.02', cerebras: '0.1' } },
        ...{ most_expensive_provider: 'cerebras', most_expensive_cost_usd: '1' },
        strategies: [
          row('cost_optimized', 100, '0.2', '0.8', 80),
          row('latency_optimized', 0, '1', '0', 0),
          row('quality_optimized', 0, '1', '0', 0),
          row('balanced', 80, '0.36', '0.64', 64),
        ],
      });
      expect(status).toBe(200);
    });

    it.each([
      ['decimal digits', { prices: { runpod: '0.020000', cerebras: '0.10' } }],
      ['percents', { shares: { balanced: { runpod: 80, cerebras: 20 } } }],
      ['fractions', { shares: { balanced: { runpod: 0.8, cerebras: 0.2 } } }],
      ['an output share, which single prices do not care for', { output_share: 0.9999 }],
      ['nulls', { output_share: null, shares: null }],
    ])('takes %s', async (_, change) => {
      const { status, body } = await simulate({ ...ORDER, ...change });
      expect({ status, balanced: body.strategies[3] }).toEqual({
        status: 200,
        balanced: row('balanced', 80, '0.36', '0.64', 64),
      });
    });

    it('takes the configured prices by default', async () => {
      const { body } = await simulate({ monthly_tokens: 1_000_000, output_share: 1 });
      expect(body.prices).toEqual({ runpod: '0.02', cerebras: '0.75' });
      expect(body.most_expensive_cost_usd).toBe('0.75');
    });

    it('is exact where numbers are not', async () => {
      const { body } = await simulate({
        monthly_tokens: 1e15,
        prices: { runpod: '0.000001', cerebras: '999999.999999' },
      });
      expect(body.most_expensive_cost_usd).toBe('999999999999000');
      expect(body.strategies[0].saving_usd).toBe('999999999998000');
      const { body: least } = await simulate({ monthly_tokens: 1, prices: { runpod: 0.000001, cerebras: 0 } });
      expect(least.most_expensive_cost_usd).toBe('0.000000000001');
    });

    it('shares a token out to one provider alone', async () => {
      const { body } = await simulate({ ...ORDER, monthly_tokens: 1 });
      expect(body.strategies[3].shares.map(({ tokens }: { tokens: number }) => tokens)).toEqual([1, 0]);
    });

    const { monthly_tokens: tokens } = ORDER;
    it.each<[string, string, object]>([
      ['monthly_tokens', 'zero tokens', { ...ORDER, monthly_tokens: 0 }],
      ['monthly_tokens', 'no tokens', { prices: ORDER.prices }],
      ['monthly_tokens', 'half a token', { ...ORDER, monthly_tokens: 0.5 }],
      ['monthly_tokens', 'more tokens than there are', { ...ORDER, monthly_tokens: 1e15 + 1 }],
      ['monthly_tokens', 'tokens as a text', { ...ORDER, monthly_tokens: '10000000' }],
      ['prices', 'a negative price', { monthly_tokens: tokens, prices: { runpod: -0.02 } }],
      ['prices', 'a negative price in digits', { monthly_tokens: tokens, prices: { runpod: '-0.02' } }],
      ['prices', 'a price of seven decimals', { monthly_tokens: tokens, prices: { runpod: 0.0000001 } }],
      ['prices', 'a price of seven digits behind the dot', { monthly_tokens: tokens, prices: { runpod: '0.0000001' } }],
      ['prices', 'a price beyond all prices', { monthly_tokens: tokens, prices: { runpod: 1_000_001 } }],
      ['prices', 'a price that is no number', { monthly_tokens: tokens, prices: { runpod: '0,02' } }],
      ['prices', 'a price that is null', { monthly_tokens: tokens, prices: { runpod: null } }],
      ['prices', 'no price at all', { monthly_tokens: tokens, prices: {} }],
      ['prices', 'a list of prices', { monthly_tokens: tokens, prices: [0.02] }],
      ['prices', 'a provider without a name', { monthly_tokens: tokens, prices: { '': 0.02 } }],
      ['output_share', 'more answers than tokens', { ...ORDER, output_share: 1.1 }],
      ['output_share', 'fewer answers than none', { ...ORDER, output_share: -0.1 }],
      ['output_share', 'an output share of five decimals', { ...ORDER, output_share: 0.12345 }],
      ['shares', 'an unknown strategy', { ...ORDER, shares: { cheapest: { runpod: 100 } } }],
      ['shares', 'shares below the whole', { ...ORDER, shares: { balanced: { runpod: 80, cerebras: 19 } } }],
      ['shares', 'shares above the whole', { ...ORDER, shares: { balanced: { runpod: 0.8, cerebras: 0.3 } } }],
      ['shares', 'percents that are not whole', { ...ORDER, shares: { balanced: { runpod: 80.5, cerebras: 19.5 } } }],
      ['shares', 'a negative share', { ...ORDER, shares: { balanced: { runpod: 110, cerebras: -10 } } }],
      ['shares', 'a share as a text', { ...ORDER, shares: { balanced: { runpod: '100' } } }],
      ['shares', 'no shares', { ...ORDER, shares: { balanced: {} } }],
      ['shares', 'shares that are a number', { ...ORDER, shares: { balanced: 100 } }],
      ['shares', 'shares in a list', { ...ORDER, shares: [{ runpod: 100 }] }],
      ['shares.balanced', 'a provider without a price', { ...ORDER, shares: { balanced: { other: 100 } } }],
      ['shares.latency_optimized', 'a provider of unknown latency', { monthly_tokens: tokens, prices: { other: 1 } }],
      ['currency', 'an unknown field', { ...ORDER, currency: 'EUR' }],
    ])('refuses in %s %s', async (field, _, body) => {
      const answer = await simulate(body);
      expect(answer.body.error_code).toBe('VALIDATION_ERROR');
      expect(answer.status).toBe(422);
      expect(answer.body.details.errors.map((error: { field: string }) => error.field)).toContain(field);
    });

    it.each(['', '[]', '"tokens"', '5'])('refuses %j for an order', async (text) => {
      const { status } = await service.http.post(PATH).type('json').send(text);
      expect(status).toBe(422);
    });
  });
});
