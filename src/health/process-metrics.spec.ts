import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { isHeapFull, isLoopStuck, type Vitals, ProcessMetrics } from './process-metrics.js';

const BLOCK_MS = 60;
const SAMPLES = 10;

function block(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

describe('vital signs', () => {
  let vitalSigns: ProcessMetrics;

  beforeEach(() => {
    vitalSigns = new ProcessMetrics();
    vitalSigns.onApplicationBootstrap();
  });

  afterEach(() => {
    vitalSigns.onApplicationShutdown();
  });

  it('tell how late an event loop is that is blocked at every turn', async () => {
    for (let count = 0; count < 12; count++) {
      block(BLOCK_MS);
      await turn();
    }
    expect(vitalSigns.read().lag.median).toBeGreaterThan(BLOCK_MS / 2);
    expect(vitalSigns.read().lag.median).toBeLessThanOrEqual(vitalSigns.read().lag.p99);
  });

  it('tell of the last whole window, once there is one, and begin anew', async () => {
    for (let count = 0; count < 12; count++) {
      block(BLOCK_MS);
      await turn();
    }
    for (let count = 0; count < SAMPLES; count++) vitalSigns.sample();
    const { lag, leastHeapShare } = vitalSigns.read();
    expect(lag.median).toBeGreaterThan(BLOCK_MS / 2);
    expect(leastHeapShare).toBeGreaterThan(0);
    for (let count = 0; count < SAMPLES; count++) vitalSigns.sample();
    expect(vitalSigns.read().lag).toEqual({ median: 0, p99: 0 });
  });

  it('tell of the heap by the limit at which V8 gives up', () => {
    const { heapUsedBytes, heapLimitBytes, leastHeapShare } = vitalSigns.read();
    expect(heapUsedBytes).toBeGreaterThan(1e6);
    expect(heapLimitBytes).toBeGreaterThan(heapUsedBytes);
    expect(leastHeapShare).toBe(0);
  });
});

describe('a process', () => {
  const vitals: Vitals = {
    lag: { median: 1, p99: 5_000 },
    heapUsedBytes: 99,
    heapLimitBytes: 100,
    leastHeapShare: 0.5,
  };

  it('is well in spite of a single pause and a single high reading', () => {
    expect([isLoopStuck(vitals), isHeapFull(vitals)]).toEqual([false, false]);
  });

  it('is stuck when every other turn of its loop is late by a second', () => {
    expect(isLoopStuck({ ...vitals, lag: { median: 1_000, p99: 5_000 } })).toBe(true);
  });

  it('is stuck when its heap was never less than full', () => {
    expect(isHeapFull({ ...vitals, leastHeapShare: 0.97 })).toBe(true);
  });
});
