import { v7 as uuidv7 } from 'uuid';
import { DEFAULT_WORKSPACE_ID } from '../../src/database/workspace-id.js';
import type { LedgerRow } from '../../src/llm/ledger/ledger-row.entity.js';

/** An attempt like any other: 1,000 tokens of RunPod's at 0.02 USD a million. */
export function ledgerRow(change: Partial<LedgerRow> = {}): LedgerRow {
  return {
    id: uuidv7(),
    ...{
      requestId: 'request-0001',
      workspaceId: DEFAULT_WORKSPACE_ID,
      keyId: null,
      tags: null,
      operation: 'chat',
      strategy: 'balanced',
    },
    ...{ provider: 'runpod', model: 'llama', attempt: 1, outcome: 'ok', errorClass: null, status: 200 },
    ...{ promptTokens: 800, cachedTokens: 0, completionTokens: 200, usageSource: 'provider' },
    ...{ costPicoUsd: 20_000_000n, priceVersion: 'presets-1', firstTokenMs: 100, totalMs: 400, createdAt: new Date() },
    ...change,
  };
}
