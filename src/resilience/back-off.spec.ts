import { afterEach, describe, expect, it, vi } from 'vitest';
import { backOffMs, pause } from './back-off.js';

const LIMITS = { firstMs: 100, longestMs: 1_000 };

afterEach(() => {
  vi.restoreAllMocks();
});

function pausesWith(random: number, ...failures: number[]): number[] {
  vi.spyOn(Math, 'random').mockReturnValue(random);
  return failures.map((count) => backOffMs(count, LIMITS));
}

describe('backOffMs', () => {
  it('doubles the pause with each failure, up to a limit', () => {
    expect(pausesWith(0.5, 1, 2, 3, 4, 5, 6)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
  });

  it('varies the pause by half in either direction', () => {
    expect(pausesWith(0, 1, 2)).toEqual([50, 100]);
    expect(pausesWith(1, 1, 2)).toEqual([150, 300]);
  });
});

describe('pause', () => {
  it('ends without an error when its signal is aborted', async () => {
    const stop = new AbortController();
    const waiting = pause(60_000, stop.signal);
    stop.abort();
    await expect(waiting).resolves.toBeUndefined();
  });
});
