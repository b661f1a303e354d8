import { beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_WORKSPACE_ID, type WorkspaceId } from '../../../src/database/workspace-id.js';
import {
  LLM_OPERATIONS,
  LLM_OUTCOMES,
  USAGE_SOURCES,
  type LedgerRow,
} from '../../../src/llm/ledger/ledger-row.entity.js';
import { LedgerRetention } from '../../../src/llm/ledger/ledger-retention.js';
import { LedgerRepository } from '../../../src/llm/ledger/ledger.repository.js';
import { type LlmSettings, ROUTING_STRATEGIES } from '../../../src/llm/llm.settings.js';
import { UsageRepository } from '../../../src/llm/usage/usage.repository.js';
import { ledgerRow } from '../../support/ledger-row.js';
import { useService } from '../../support/test-service.js';

describe('The table of the ledger', () => {
  const MOST_INTEGER = 2_147_483_647;

  const service = useService();
  let calls: LedgerRepository;

  beforeAll(() => {
    calls = service.app.get(LedgerRepository, { strict: false });
  });

  const insert = (...changes: object[]) =>
    calls.insert(changes.map((change) => ({ ...ledgerRow(change as Partial<LedgerRow>), id: uuidv7() })));

  async function count(): Promise<number> {
    const [row] = await service.database.query<{ count: number }>('SELECT count(*)::int AS count FROM llm_calls');
    return row!.count;
  }

  describe('the ledger refuses', () => {
    it.each<[string, object]>([
      ['ck_llm_calls_operation', { operation: 'poetry' }],
      ['ck_llm_calls_strategy', { strategy: 'random' }],
      ['ck_llm_calls_attempt', { attempt: 0 }],
      ['ck_llm_calls_outcome', { outcome: 'fine' }],
      ['ck_llm_calls_counts', { promptTokens: -1, cachedTokens: -1 }],
      ['ck_llm_calls_counts', { cachedTokens: -1 }],
      ['ck_llm_calls_cached_tokens', { promptTokens: 10, cachedTokens: 11 }],
      ['ck_llm_calls_counts', { completionTokens: -1 }],
      ['ck_llm_calls_usage_source', { usageSource: 'guessed' }],
      ['ck_llm_calls_cost', { costPicoUsd: -1n }],
      ['ck_llm_calls_first_token_ms', { firstTokenMs: -1 }],
      ['ck_llm_calls_total_ms', { totalMs: -1 }],
      ['fk_llm_calls_workspace', { workspaceId: uuidv7() as WorkspaceId }],
    ])('by %s: %o', async (constraint, change) => {
      const before = await count();
      await expect(insert({}, change)).rejects.toMatchObject({ constraint });
      expect(await count()).toBe(before);
    });

    it('by ck_llm_calls_total_tokens: a sum that is none', async () => {
      await insert({});
      const change = service.database.query('UPDATE llm_calls SET total_tokens = total_tokens + 1');
      await expect(change).rejects.toMatchObject({ constraint: 'ck_llm_calls_total_tokens' });
    });

    it('what is missing or does not fit', async () => {
      for (const [change, code] of [
        [{ provider: null }, '23502'],
        [{ promptTokens: 1.5 }, '22P02'],
        [{ promptTokens: MOST_INTEGER, completionTokens: 1 }, '22003'],
        [{ model: 'a'.repeat(201) }, '22001'],
        [{ tags: ['a'.repeat(101)] }, '22001'],
        [{ createdAt: new Date('never') }, '22007'],
      ] as const) {
        await expect(insert(change)).rejects.toMatchObject({ cause: { code } });
      }
    });
  });

  describe('the ledger takes', () => {
    it('every operation, strategy, outcome and source of counts', async () => {
      const before = await count();
      const changes = [
        ...LLM_OPERATIONS.map((operation) => ({ operation })),
        ...ROUTING_STRATEGIES.map((strategy) => ({ strategy })),
        ...LLM_OUTCOMES.map((outcome) => ({ outcome })),
        ...USAGE_SOURCES.map((usageSource) => ({ usageSource })),
      ];
      await insert(...changes);
      expect(await count()).toBe(before + changes.length);
    });

    it('a row as it is, to the pico-USD and the millisecond', async () => {
      const createdAt = new Date('2026-11-22T10:00:00.123Z');
      const id = uuidv7();
      const call = ledgerRow({
        ...{
          outcome: 'error',
          errorClass: 'rate_limited',
          status: 429,
          attempt: 3,
          model: 'a "model", {with} \\ this',
          keyId: uuidv7(),
          tags: ['a "tag", {with} \\ this', 'null', 'größe=1'],
        },
        ...{ cachedTokens: 800, costPicoUsd: 9_223_372_036_854_775_807n, firstTokenMs: null, totalMs: 12.5, createdAt },
      });
      await calls.insert([{ ...call, id }]);
      const rows = await service.database.query('SELECT * FROM llm_calls WHERE id = $1', [id]);
      expect(rows).toEqual([
        {
          ...{
            workspace_id: call.workspaceId,
            id,
            key_id: call.keyId,
            tags: call.tags,
            request_id: 'request-0001',
            operation: 'chat',
            strategy: 'balanced',
          },
          ...{ provider: 'runpod', model: 'a "model", {with} \\ this', attempt: 3, outcome: 'error' },
          ...{ error_class: 'rate_limited', status: 429, prompt_tokens: 800, cached_tokens: 800 },
          ...{ completion_tokens: 200, total_tokens: 1_000, usage_source: 'provider' },
          ...{ cost_pico_usd: '9223372036854775807', price_version: 'presets-1', first_token_ms: null, total_ms: 13 },
          ...{ created_at: createdAt },
        },
      ]);
    });

    it('a row that it has already without a word, and leaves it as it was', async () => {
      const row = { ...ledgerRow(), id: uuidv7() };
      await calls.insert([row]);
      const before = await count();
      await calls.insert([
        { ...row, promptTokens: 7 },
        { ...ledgerRow(), id: uuidv7() },
      ]);
      expect(await count()).toBe(before + 1);
      expect(await service.database.query('SELECT prompt_tokens FROM llm_calls WHERE id = $1', [row.id])).toEqual([
        { prompt_tokens: 800 },
      ]);
    });
  });
});

describe('Sums over the ledger', () => {
  const OTHER = uuidv7() as WorkspaceId;
  const DAY = { from: new Date('2026-11-22'), to: new Date('2026-11-23') };

  const service = useService();
  let usage: UsageRepository;

  beforeAll(async () => {
    usage = service.app.get(UsageRepository, { strict: false });
    await service.database.query('INSERT INTO workspaces (id, name) VALUES ($1, $2)', [OTHER, 'other']);
  });

  async function insert(...changes: Partial<LedgerRow>[]): Promise<void> {
    const rows = changes.map((change) => ({
      ...ledgerRow({ createdAt: new Date('2026-11-22T12:00:00Z'), ...change }),
      id: uuidv7(),
    }));
    await service.app.get(LedgerRepository, { strict: false }).insert(rows);
  }

  describe('the sums of the ledger', () => {
    beforeAll(async () => {
      // 20 attempts of 100, 200, ... 2,000 ms, two for each of ten requests; every fifth fails and uses nothing.
      await insert(
        ...Array.from({ length: 20 }, (_, index): Partial<LedgerRow> => {
          const times = { requestId: `request-${index >> 1}`, attempt: 1 + (index % 2), totalMs: (index + 1) * 100 };
          if (index % 5 > 0) return { ...times, cachedTokens: 300, costPicoUsd: 10n ** 18n + 1n };
          const nothing = { promptTokens: 0, completionTokens: 0, costPicoUsd: 0n, usageSource: 'none' as const };
          return { ...times, ...nothing, outcome: 'error', provider: 'cerebras' };
        }),
      );
      await insert(
        { workspaceId: OTHER },
        { createdAt: new Date('2026-11-21T23:59:59.999Z') },
        { createdAt: new Date('2026-11-23T00:00:00.000Z'), strategy: 'cost_optimized', outcome: 'truncated' },
      );
    });

    it('are those of the period and the workspace, computed by hand', async () => {
      const { total, groups } = await usage.sum(DEFAULT_WORKSPACE_ID, DAY, [], 100);
      expect(total).toEqual({
        ...{ calls: 20, requests: 10, fallbacks: 10, prompt_tokens: 12_800, cached_tokens: 4_800 },
        ...{ completion_tokens: 3_200 },
        ...{ total_tokens: 16_000, cost_usd: '16000000.000000000016', failures: 4 },
        ...{ latency_p50_ms: 1_000, latency_p95_ms: 1_900 },
      });
      expect(groups).toEqual([total]);
    });

    it('are grouped by the requested columns, in that order', async () => {
      const { groups } = await usage.sum(DEFAULT_WORKSPACE_ID, DAY, ['outcome', 'provider'], 100);
      expect(groups).toEqual([
        {
          ...{ outcome: 'error', provider: 'cerebras' },
          ...{ calls: 4, requests: 4, fallbacks: 2, prompt_tokens: 0, cached_tokens: 0 },
          ...{ completion_tokens: 0, total_tokens: 0 },
          ...{ cost_usd: '0', failures: 4, latency_p50_ms: 600, latency_p95_ms: 1_600 },
        },
        {
          ...{ outcome: 'ok', provider: 'runpod' },
          ...{ calls: 16, requests: 10, fallbacks: 8, prompt_tokens: 12_800, cached_tokens: 4_800 },
          ...{ completion_tokens: 3_200 },
          ...{ total_tokens: 16_000, cost_usd: '16000000.000000000016', failures: 0 },
          ...{ latency_p50_ms: 1_000, latency_p95_ms: 2_000 },
        },
      ]);
    });

    it('count days in UTC, from the first moment until before the last', async () => {
      const period = { from: new Date('2026-11-21T23:59:59.999Z'), to: new Date('2026-11-23T00:00:00.001Z') };
      const { groups, total } = await usage.sum(DEFAULT_WORKSPACE_ID, period, ['day', 'strategy'], 100);
      expect(groups.map(({ day, strategy, calls }) => [day, strategy, calls])).toEqual([
        ['2026-11-21', 'balanced', 1],
        ['2026-11-22', 'balanced', 20],
        ['2026-11-23', 'cost_optimized', 1],
      ]);
      expect(total).toMatchObject({ calls: 22, failures: 5 });
    });

    it('are none where there are no rows', async () => {
      const { groups, total } = await usage.sum(
        OTHER,
        { from: new Date('2020-01-01'), to: new Date('2020-01-02') },
        ['day'],
        100,
      );
      expect(groups).toEqual([]);
      expect(total).toMatchObject({
        calls: 0,
        total_tokens: 0,
        cost_usd: '0',
        latency_p50_ms: null,
        latency_p95_ms: null,
      });
    });

    it('by tag count an attempt for each of its tags, and once in the total', async () => {
      const day = { from: new Date('2026-10-01'), to: new Date('2026-10-02') };
      const createdAt = new Date('2026-10-01T12:00:00Z');
      const keyId = uuidv7();
      await insert(
        { createdAt, tags: ['b', 'a'], keyId },
        { createdAt, tags: ['a'], provider: 'cerebras' },
        { createdAt },
      );
      const { groups, total } = await usage.sum(DEFAULT_WORKSPACE_ID, day, ['tag', 'provider'], 100);
      expect(groups.map(({ tag, provider, calls }) => [tag, provider, calls])).toEqual([
        ['a', 'cerebras', 1],
        ['a', 'runpod', 1],
        ['b', 'runpod', 1],
        [null, 'runpod', 1],
      ]);
      expect(total).toMatchObject({ calls: 3, total_tokens: 3_000 });
      const callsOf = async (filter: object) =>
        (await usage.sum(DEFAULT_WORKSPACE_ID, { ...day, ...filter }, ['tag'], 100)).total.calls;
      expect([await callsOf({ tag: 'a' }), await callsOf({ tag: 'b' }), await callsOf({ tag: 'c' })]).toEqual([
        2, 1, 0,
      ]);
      expect([await callsOf({ keyId }), await callsOf({ keyId, tag: 'b' })]).toEqual([1, 1]);
      const byKey = await usage.sum(DEFAULT_WORKSPACE_ID, day, ['key', 'tag'], 100);
      expect(byKey.groups.map(({ key, key_name, tag, calls }) => [key, key_name, tag, calls])).toEqual([
        [keyId, null, 'a', 1],
        [keyId, null, 'b', 1],
        [null, null, 'a', 1],
        [null, null, null, 1],
      ]);
    });

    it('stop behind one group more than there may be, and still have the total', async () => {
      const day = { from: new Date('2026-09-01'), to: new Date('2026-09-02') };
      const createdAt = new Date('2026-09-01T12:00:00Z');
      await insert(...['a', 'b', 'c', 'd'].map((tag) => ({ createdAt, tags: [tag], model: tag, keyId: uuidv7() })));
      for (const group of ['tag', 'model', 'key'] as const) {
        const { groups, total } = await usage.sum(DEFAULT_WORKSPACE_ID, day, [group], 2);
        expect([groups.length, total.calls]).toEqual([3, 4]);
      }
    });

    it('show a workspace nothing of another', async () => {
      const { total } = await usage.sum(OTHER, DAY, [], 100);
      expect(total).toMatchObject({ calls: 1, total_tokens: 1_000 });
    });
  });
});

describe('The retention of the ledger', () => {
  const DAY_MS = 86_400_000;
  const service = useService();
  let calls: LedgerRepository;

  beforeAll(() => {
    calls = service.app.get(LedgerRepository, { strict: false });
  });

  const sweep = (ledgerRetentionDays: number) =>
    new LedgerRetention(calls, { ledgerRetentionDays } as LlmSettings).sweep();
  const storedAt = async (...times: number[]) => {
    await calls.insert(times.map((time) => ({ ...ledgerRow(), createdAt: new Date(time) })));
  };
  const left = async () =>
    (await service.database.query<{ at: Date }>('SELECT created_at AS at FROM llm_calls ORDER BY 1')).map(({ at }) =>
      at.getTime(),
    );

  it('deletes what is older, in every workspace, however much it is, and nothing with 0', async () => {
    const other = uuidv7() as WorkspaceId;
    await service.database.query(`INSERT INTO workspaces (id, name) VALUES ($1, 'other')`, [other]);
    const now = Date.now();
    const [old, young] = [now - 91 * DAY_MS, now - 89 * DAY_MS];
    await storedAt(...Array.from({ length: 2_100 }, (_, index) => old - index), young, now);
    await calls.insert([old, now].map((at) => ({ ...ledgerRow(), workspaceId: other, createdAt: new Date(at) })));
    await sweep(0);
    expect(await left()).toHaveLength(2_104);
    await Promise.all([sweep(90), sweep(90)]);
    await sweep(90);
    expect(await left()).toEqual([young, now, now]);
  });

  it('keeps the rows of the running month in every time zone, so that budgets count them', async () => {
    await service.database.query('DELETE FROM llm_calls');
    const now = new Date();
    const month = Date.UTC(now.getUTCFullYear(), now.getUTCMonth());
    const monthInKiritimati = month - 14 * 3_600_000;
    await storedAt(monthInKiritimati, month, now.getTime(), month - 40 * DAY_MS);
    await sweep(1);
    expect(await left()).toEqual([monthInKiritimati, month, now.getTime()]);
  });

  it('stores a row once that is written again', async () => {
    await service.database.query('DELETE FROM llm_calls');
    const row = ledgerRow();
    await calls.insert([row]);
    await sweep(30);
    await calls.insert([row]);
    expect(await left()).toHaveLength(1);
  });
});
