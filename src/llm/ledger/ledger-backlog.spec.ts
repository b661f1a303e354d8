import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { ledgerRow } from '../../../test/support/ledger-row.js';
import { cpuMs } from '../../../test/support/thread-time.js';
import { until } from '../../../test/support/until.js';
import { LlmSettings } from '../llm.settings.js';
import { BATCH_ROWS, LedgerBacklog } from './ledger-backlog.js';
import type { LedgerRow } from './ledger-row.entity.js';

/** A row like no other, with every kind of value. */
function rowOf(index: number): LedgerRow {
  const odd = index % 2 === 1;
  return ledgerRow({
    ...{ requestId: uuidv7(), model: `model "${index}" größe`, keyId: odd ? uuidv7() : null },
    ...{ tags: odd ? ['a', `run=${index}`] : null, firstTokenMs: odd ? index + 0.25 : null, totalMs: index + 0.5 },
    ...{
      costPicoUsd: 2n ** 62n + BigInt(index),
      createdAt: new Date(1_700_000_000_000 + index),
      status: odd ? 503 : null,
    },
  });
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const rowsOf = (count: number) => Array.from({ length: count }, (_, index) => rowOf(index));

function drain(backlog: LedgerBacklog): LedgerRow[] {
  const rows: LedgerRow[] = [];
  while (backlog.length > 0) {
    const batch = backlog.first();
    expect(batch.length).toBeGreaterThan(0);
    expect(batch.length).toBeLessThanOrEqual(BATCH_ROWS);
    rows.push(...batch);
    backlog.removeFirst();
  }
  return rows;
}

describe('LedgerBacklog', () => {
  it.each([0, 1, 1_000, 4_000, 4_001, 6_345])('gives %i rows back as they came, in order', (count) => {
    const backlog = new LedgerBacklog();
    const rows = rowsOf(count);
    for (const row of rows) backlog.push(row);
    expect(backlog.length).toBe(count);
    expect(drain(backlog)).toEqual(rows);
    expect(backlog.bytes).toBe(0);
  });

  it('keeps the order while rows come and go', () => {
    const backlog = new LedgerBacklog();
    const rows = rowsOf(20_000);
    const taken: string[] = [];
    const idsOf = (some: readonly LedgerRow[]) => some.map(({ id }) => id);
    for (const [index, row] of rows.entries()) {
      backlog.push(row);
      if (index % 1_700 !== 0) continue;
      taken.push(...idsOf(backlog.first()));
      expect(backlog.first()).toBe(backlog.first());
      backlog.removeFirst();
      expect(taken.length + backlog.length).toBe(index + 1);
    }
    expect([...taken, ...idsOf(drain(backlog))].join()).toBe(idsOf(rows).join());
  });

  it('holds a minute of 5,000 rows a second in less than half of its default bound', () => {
    const backlog = new LedgerBacklog();
    for (const row of rowsOf(24_000)) backlog.push(row);
    const bytesOfRow = backlog.bytes / 20_000;
    expect(bytesOfRow * 300_000).toBeLessThan((new LlmSettings().ledgerQueueMb * 1_024 * 1_024) / 2);
  });

  it('keeps nothing outside the heap of V8, where what is freed would not go back to the system', async () => {
    const backlog = new LedgerBacklog();
    const rows = rowsOf(50_000);
    collectGarbage();
    const before = process.memoryUsage().arrayBuffers;
    for (const row of rows) backlog.push(row);
    await until(() => {
      collectGarbage();
      return process.memoryUsage().arrayBuffers - before < backlog.bytes / 4;
    });
  });

  it('packs and unpacks a thousand rows in a few milliseconds', () => {
    const backlog = new LedgerBacklog();
    const times: number[] = [];
    const timed = (work: () => unknown, isMeasured: boolean) => {
      const startedAt = cpuMs();
      work();
      if (isMeasured) times.push(cpuMs() - startedAt);
    };
    for (const [index, row] of rowsOf(24_000).entries()) {
      const packsNow = index >= 4 * BATCH_ROWS && index % BATCH_ROWS === 0;
      timed(() => {
        backlog.push(row);
      }, packsNow);
    }
    for (let count = 0; count < 20; count++) {
      timed(() => backlog.first(), true);
      backlog.removeFirst();
    }
    // The half, as one of them may collect garbage.
    expect(times.sort((a, b) => a - b)[times.length >> 1]).toBeLessThan(25);
  });
});
