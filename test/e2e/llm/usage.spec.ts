import { beforeAll, describe, expect, it } from '@jest/globals';
import type { WorkspaceId } from '../../../src/database/workspace-id.js';
import { LedgerQueue } from '../../../src/llm/ledger/ledger-queue.service.js';
import { ledgerRow } from '../../support/ledger-row.js';
import { useService } from '../../support/test-service.js';
import { until } from '../../support/until.js';

const PATH = '/api/v1/llm/usage';
const DAY_MS = 24 * 60 * 60 * 1_000;
const FIGURES = { calls: 1, requests: 1, prompt_tokens: 800, cached_tokens: 0, completion_tokens: 200 };

const service = useService({
  RUNPOD_API_KEY: 'test',
  RUNPOD_API_BASE: 'http://127.0.0.1:1/v1',
  CEREBRAS_API_KEY: 'test',
});
let queue: LedgerQueue;

beforeAll(async () => {
  queue = service.app.get(LedgerQueue, { strict: false });
  const { body: other } = await service.http.post('/api/v1/workspaces').send({ name: 'other' });
  queue.record(ledgerRow({ workspaceId: other.id as WorkspaceId }));
  queue.record(ledgerRow({ createdAt: new Date('2026-03-01T10:00:00Z') }));
  queue.record(
    ledgerRow({
      ...{ createdAt: new Date('2026-03-02T10:00:00Z'), requestId: 'request-0002', provider: 'cerebras', model: 'gpt' },
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
      ...{ calls: 2, requests: 2, prompt_tokens: 1_600, cached_tokens: 0, completion_tokens: 400, total_tokens: 2_000 },
      ...{ cost_usd: '0.00045', failures: 0, latency_p50_ms: 400, latency_p95_ms: 1_000 },
    };
    expect(body).toEqual({
      ...{ from: '2026-03-01T00:00:00.000Z', to: '2026-04-01T00:00:00.000Z', group_by: [] },
      ...{ data: [total], total },
      // (1,600 x 0.35 + 400 x 0.75) / 1,000,000
      comparison: {
        ...{ most_expensive_provider: 'cerebras', cost_usd: '0.00086', saving_usd: '0.00041', saving_percent: 47.67 },
      },
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
