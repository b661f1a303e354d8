import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isHeapFull, isLoopStuck, type ProcessFigures, ProcessMetrics } from './process-metrics.js';

const BLOCK_MS = 60;
const SAMPLES = 10;

function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('ProcessMetrics', () => {
  let metrics: ProcessMetrics;

  beforeEach(() => {
    metrics = new ProcessMetrics();
    metrics.onApplicationBootstrap();
  });

  afterEach(() => {
    metrics.onApplicationShutdown();
  });

  it('measures the lag of an event loop that is blocked at every turn', async () => {
    for (let count = 0; count < 12; count++) {
      block(BLOCK_MS);
      await turn();
    }
    expect(metrics.read().lag.median).toBeGreaterThan(BLOCK_MS / 2);
    expect(metrics.read().lag.median).toBeLessThanOrEqual(metrics.read().lag.p99);
  });

  it('reports the last complete window, and starts a new one', async () => {
    for (let count = 0; count < 12; count++) {
      block(BLOCK_MS);
      await turn();
    }
    for (let count = 0; count < SAMPLES; count++) metrics.sample();
    const { lag, leastHeapShare } = metrics.read();
    expect(lag.median).toBeGreaterThan(BLOCK_MS / 2);
    expect(leastHeapShare).toBeGreaterThan(0);
    for (let count = 0; count < SAMPLES; count++) metrics.sample();
    expect(metrics.read().lag).toEqual({ median: 0, p99: 0 });
  });

  it('reports the used heap and the limit of V8', () => {
    const { heapUsedBytes, heapLimitBytes, leastHeapShare } = metrics.read();
    expect(heapUsedBytes).toBeGreaterThan(1e6);
    expect(heapLimitBytes).toBeGreaterThan(heapUsedBytes);
    expect(leastHeapShare).toBe(0);
  });
});

describe('a process', () => {
  const figures: ProcessFigures = {
    lag: { median: 1, p99: 5_000 },
    heapUsedBytes: 99,
    heapLimitBytes: 100,
    leastHeapShare: 0.5,
  };

  it('is not stuck after a single pause or a single high reading', () => {
    expect([isLoopStuck(figures), isHeapFull(figures)]).toEqual([false, false]);
  });

  it('is stuck when the median lag of its event loop is a second', () => {
    expect(isLoopStuck({ ...figures, lag: { median: 1_000, p99: 5_000 } })).toBe(true);
  });

  it('is stuck when its heap stays full for a whole window', () => {
    expect(isHeapFull({ ...figures, leastHeapShare: 0.97 })).toBe(true);
  });
});
