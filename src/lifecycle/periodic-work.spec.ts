import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PeriodicWork } from './periodic-work.js';

const AWAY = new Error('away');
const lines = { error: vi.fn(), warn: vi.fn(), log: vi.fn() };

class Sweeper extends PeriodicWork {
  protected readonly everyMs = 1_000;
  protected readonly failureMessage = 'Could not sweep';
  isAway = true;
  sweeps = 0;

  protected async work(): Promise<void> {
    this.sweeps++;
    await Promise.resolve();
    if (this.isAway) throw AWAY;
  }
}

let sweeper: Sweeper;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  Logger.overrideLogger(lines);
  sweeper = new Sweeper();
  sweeper.onApplicationBootstrap();
});

afterEach(() => {
  sweeper.onApplicationShutdown();
  vi.useRealTimers();
  Logger.overrideLogger(false);
});

it('logs the first of many failures, and then one a minute, with their number', async () => {
  await vi.advanceTimersByTimeAsync(120_500);
  expect(sweeper.sweeps).toBe(120);
  expect(lines.warn.mock.calls.map(([facts]) => facts as object)).toEqual([
    { err: AWAY, failures: 1 },
    { err: AWAY, failures: 61 },
  ]);
});

it('logs the next failure at once after a success', async () => {
  await vi.advanceTimersByTimeAsync(5_000);
  sweeper.isAway = false;
  await vi.advanceTimersByTimeAsync(1_000);
  sweeper.isAway = true;
  await vi.advanceTimersByTimeAsync(1_000);
  expect(lines.warn).toHaveBeenCalledTimes(2);
});

it('logs no failure of a shutdown', async () => {
  sweeper.onApplicationShutdown();
  await sweeper.sweep();
  expect(lines.warn).not.toHaveBeenCalled();
});
