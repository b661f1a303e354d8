import { beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { type WorkspaceId } from '../../../src/database/workspace-id.js';
import {
  LLM_OPERATIONS,
  LLM_OUTCOMES,
  USAGE_SOURCES,
  type LedgerRow,
} from '../../../src/llm/ledger/ledger-row.entity.js';
import { LedgerRepository } from '../../../src/llm/ledger/ledger.repository.js';
import { ROUTING_STRATEGIES } from '../../../src/llm/llm.settings.js';
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
