import { beforeAll, describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { type WorkspaceId } from '../../../src/database/workspace-id.js';
import { LedgerRetention } from '../../../src/llm/ledger/ledger-retention.js';
import { LedgerRepository } from '../../../src/llm/ledger/ledger.repository.js';
import { type LlmSettings } from '../../../src/llm/llm.settings.js';
import { ledgerRow } from '../../support/ledger-row.js';
import { useService } from '../../support/test-service.js';

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
