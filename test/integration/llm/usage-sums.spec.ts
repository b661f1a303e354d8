import { beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_WORKSPACE_ID, type WorkspaceId } from '../../../src/database/workspace-id.js';
import { type LedgerRow } from '../../../src/llm/ledger/ledger-row.entity.js';
import { LedgerRepository } from '../../../src/llm/ledger/ledger.repository.js';
import { UsageRepository } from '../../../src/llm/usage/usage.repository.js';
import { ledgerRow } from '../../support/ledger-row.js';
import { useService } from '../../support/test-service.js';

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
