import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Logger } from '@nestjs/common';
import { LedgerDouble } from '../../../test/support/ledger-double.js';
import { ledgerRow } from '../../../test/support/ledger-row.js';
import { DatabaseConnectionError, DatabaseQueryError } from '../../database/database.errors.js';
import { LlmSettings } from '../llm.settings.js';
import { LedgerQueue } from './ledger-queue.service.js';

const AWAY = new DatabaseConnectionError();

let calls: LedgerDouble;
let queue: LedgerQueue;
const lines = { error: vi.fn(), warn: vi.fn(), log: vi.fn() };

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  Logger.overrideLogger(lines);
  calls = new LedgerDouble();
  queue = new LedgerQueue(calls, Object.assign(new LlmSettings(), { ledgerQueueMb: 1 }));
});

afterEach(() => {
  vi.useRealTimers();
  Logger.overrideLogger(false);
});

function record(...attempts: number[]): void {
  for (const attempt of attempts) queue.record(ledgerRow({ attempt }));
}

const numbers = (count: number, from = 1) => Array.from({ length: count }, (_, index) => index + from);

describe('LedgerQueue', () => {
  it('writes what came within 250 ms together, in order', async () => {
    record(...numbers(3));
    expect(calls.batches).toEqual([]);
    await vi.advanceTimersByTimeAsync(249);
    expect(calls.batches).toEqual([]);
    record(4);
    await vi.advanceTimersByTimeAsync(1);
    expect(calls.attempts).toEqual(numbers(4));
    expect(calls.batches).toEqual([4]);
    expect(queue.depth).toBe(0);
  });

  it('waits for no full batch, and writes none larger than 1,000', async () => {
    record(...numbers(2_500));
    await vi.advanceTimersByTimeAsync(10);
    expect(calls.batches).toEqual([1_000, 1_000]);
    await vi.advanceTimersByTimeAsync(250);
    expect(calls.batches).toEqual([1_000, 1_000, 500]);
    expect(calls.attempts).toEqual(numbers(2_500));
  });

  it('writes the rows taken so far at once where it is told to, also behind a batch that is being written', async () => {
    calls.slownessMs = 100;
    record(...numbers(2));
    const first = queue.flush();
    record(3);
    const second = queue.flush().then(() => calls.attempts);
    await vi.advanceTimersByTimeAsync(100);
    await first;
    expect(calls.attempts).toEqual([1, 2]);
    await vi.advanceTimersByTimeAsync(100);
    expect(await second).toEqual([1, 2, 3]);
    expect(calls.mostAtOnce).toBe(1);
  });

  it('waits a second at most for a slow database where it is told to write, and not for one that is away', async () => {
    calls.slownessMs = 5_000;
    record(1);
    const slow = queue.flush();
    await vi.advanceTimersByTimeAsync(1_000);
    await slow;
    await vi.advanceTimersByTimeAsync(10_000);
    calls.slownessMs = 0;
    calls.failure = AWAY;
    record(2);
    await queue.flush();
    await queue.flush();
    expect(queue.depth).toBe(1);
  });

  it('writes one batch at a time, however slow the database is', async () => {
    calls.slownessMs = 700;
    for (const attempt of numbers(40)) {
      record(...numbers(100, attempt * 100));
      await vi.advanceTimersByTimeAsync(100);
    }
    await vi.advanceTimersByTimeAsync(10_000);
    expect(calls.mostAtOnce).toBe(1);
    expect(calls.attempts).toEqual(numbers(4_000, 100));
  });

  it('keeps all rows while the database is unavailable, and retries less and less often', async () => {
    calls.failure = AWAY;
    for (const second of numbers(60)) {
      record(...numbers(100, second * 100));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(queue.depth).toBe(6_000);
    expect(calls.batches.length).toBeGreaterThan(12);
    expect(calls.batches.length).toBeLessThan(30);
    calls.failure = undefined;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(calls.attempts).toEqual(numbers(6_000, 100));
    expect([queue.depth, queue.dropped]).toEqual([0, 0]);
    expect(lines.warn).toHaveBeenCalledTimes(1);
    expect(lines.log).toHaveBeenCalledTimes(1);
    expect(lines.error).not.toHaveBeenCalled();
  });

  it('retries after a fault of the table, too', async () => {
    calls.failure = new DatabaseQueryError({ code: '42P01' });
    record(1, 2);
    await vi.advanceTimersByTimeAsync(2_000);
    calls.failure = undefined;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(calls.attempts).toEqual([1, 2]);
  });

  it('adds nothing twice when the answer to a write was lost', async () => {
    calls.lostAnswer = AWAY;
    record(...numbers(500));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(calls.batches).toEqual([500, 500]);
    expect(calls.attempts).toEqual(numbers(500));
  });

  it('drops only the rows that the database refuses', async () => {
    record(...numbers(300), 0, ...numbers(300, 301), -1, 0, ...numbers(200, 601));
    await vi.advanceTimersByTimeAsync(300);
    expect(calls.attempts).toEqual(numbers(800));
    expect([queue.depth, queue.dropped]).toEqual([0, 3]);
    await vi.advanceTimersByTimeAsync(5_000);
    const logged = lines.error.mock.calls.map(([facts]) => facts);
    expect(logged).toEqual([
      { dropped: 1, reasons: { ck_attempt: 1 }, dropped_since_start: 1 },
      { dropped: 2, reasons: { ck_attempt: 1, '22003': 1 }, dropped_since_start: 3 },
    ]);
  });

  it('goes on after a batch of only bad rows', async () => {
    record(...Array.from({ length: 1_000 }, () => 0), 1);
    await vi.advanceTimersByTimeAsync(300);
    expect(calls.attempts).toEqual([1]);
    expect(queue.dropped).toBe(1_000);
  });

  it('counts no bad row twice when the database fails in the middle', async () => {
    record(1, 0, 2);
    calls.lostAnswer = AWAY;
    await vi.advanceTimersByTimeAsync(3_000);
    expect(calls.attempts).toEqual([1, 2]);
    expect([queue.depth, queue.dropped]).toEqual([0, 1]);
  });

  it('drops rows beyond its bound, and logs that in one line every five seconds', async () => {
    calls.failure = AWAY;
    // Tags that no compression makes smaller: about 800 bytes a row.
    const tags = () => Array.from({ length: 10 }, () => randomBytes(60).toString('base64'));
    while (queue.depth < 3_000) queue.record(ledgerRow({ tags: tags() }));
    expect(queue.dropped).toBe(0);
    while (queue.dropped === 0 && queue.depth < 10_000) queue.record(ledgerRow({ tags: tags() }));
    const most = queue.depth;
    expect(most).toBeLessThan(10_000);
    for (const second of numbers(10)) {
      record(...numbers(100, second));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    await vi.advanceTimersByTimeAsync(10_000);
    expect([queue.depth, queue.dropped]).toEqual([most, 1_001]);
    const logged = lines.error.mock.calls.map(([facts]) => (facts as { dropped: number }).dropped);
    expect(logged).toEqual([1, 500, 500]);
  });

  it('cuts the name of a model to the length of its column', async () => {
    queue.record(ledgerRow({ model: `a\0${'\u{1F600}'.repeat(200)}` }));
    await vi.advanceTimersByTimeAsync(250);
    const [row] = calls.table.values();
    expect(row!.model.length).toBe(200);
    expect(row!.model.isWellFormed()).toBe(true);
    expect(row!.model.startsWith('a\u{1F600}')).toBe(true);
  });
});

describe('LedgerQueue, when the service stops', () => {
  it('writes the remaining rows', async () => {
    record(...numbers(2_500));
    await queue.onApplicationShutdown();
    expect(calls.attempts).toEqual(numbers(2_500));
    expect(queue.dropped).toBe(0);
  });

  it('waits for a database that is back within five seconds', async () => {
    calls.failure = AWAY;
    record(1);
    const stopped = queue.onApplicationShutdown();
    await vi.advanceTimersByTimeAsync(4_000);
    calls.failure = undefined;
    await vi.advanceTimersByTimeAsync(500);
    await stopped;
    expect(calls.attempts).toEqual([1]);
  });

  it.each([
    ['is away', () => (calls.failure = AWAY)],
    ['does not answer', () => (calls.slownessMs = 60_000)],
  ])('gives up after five seconds when the database %s, and logs what is lost', async (_, trouble) => {
    trouble();
    record(1, 2);
    const stopped = queue.onApplicationShutdown();
    await vi.advanceTimersByTimeAsync(5_000);
    await stopped;
    record(3);
    expect(queue.dropped).toBe(3);
    expect(lines.error.mock.calls[0]![0]).toMatchObject({ reasons: { shutdown: 2 } });
  });
});
