import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RateLimitWindow, RateLimitWindowsRepository } from './rate-limit-windows.repository.js';
import { RateLimiter } from './rate-limiter.service.js';

const LIMIT = 1_000;
const LEASE = LIMIT / 100;

/** A common count whose minutes end at whole minutes of the faked clock, and which answers after `latencyMs`. */
class FakeWindows {
  readonly used = new Map<number, number>();
  latencyMs = 0;
  isAway = false;

  async add(_subject: string, count: number): Promise<RateLimitWindow> {
    if (this.isAway) throw new Error('away');
    const now = Date.now();
    const minute = Math.floor(now / 60_000);
    const used = (this.used.get(minute) ?? 0) + count;
    this.used.set(minute, used);
    if (this.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, this.latencyMs));
    return { used, remainingMs: (minute + 1) * 60_000 - now };
  }
}

function limiterOn(windows: FakeWindows): RateLimiter {
  return new RateLimiter(windows as unknown as RateLimitWindowsRepository);
}

async function countMany(limiter: RateLimiter, times: number, subject = 'key:1'): Promise<number> {
  let allowed = 0;
  for (let index = 0; index < times; index++) if ((await limiter.count(subject, LIMIT)).current <= LIMIT) allowed++;
  return allowed;
}

let windows: FakeWindows;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  windows = new FakeWindows();
});

afterEach(() => {
  vi.useRealTimers();
});

describe('the rate limiter', () => {
  it('never allows more than the limit over all replicas, and lets a busy replica use all of it', async () => {
    const one = limiterOn(windows);
    const other = limiterOn(windows);
    const first = await countMany(one, LIMIT / 2 + 3);
    const second = await countMany(other, LIMIT);
    const rest = await countMany(one, LIMIT);
    expect(first + second + rest).toBe(LIMIT);
  });

  it('returns the count, and how long the minute lasts', async () => {
    const limiter = limiterOn(windows);
    vi.setSystemTime(20_000);
    expect(await limiter.count('key:1', LIMIT)).toEqual({ current: 1, ttl: 40_000 });
    expect((await limiter.count('key:1', LIMIT)).current).toBe(2);
    expect(await countMany(limiter, LIMIT)).toBe(LIMIT - 2);
    expect((await limiter.count('key:1', LIMIT)).current).toBe(LIMIT + 1);
  });

  it('counts each subject by itself', async () => {
    const limiter = limiterOn(windows);
    await limiter.count('key:1', LIMIT);
    windows.used.clear();
    expect((await limiter.count('key:2', LIMIT)).current).toBe(1);
  });

  it('does not carry a lease over into the next minute, however late it arrived', async () => {
    const limiter = limiterOn(windows);
    vi.setSystemTime(59_000);
    windows.latencyMs = 800;
    const counted = limiter.count('key:1', LIMIT);
    await vi.advanceTimersByTimeAsync(800);
    await counted;
    windows.latencyMs = 0;
    await vi.advanceTimersByTimeAsync(500);
    await limiter.count('key:1', LIMIT);
    expect(windows.used.get(1)).toBe(LEASE);
  });

  it('starts at zero in every minute', async () => {
    const limiter = limiterOn(windows);
    expect(await countMany(limiter, LIMIT + 1)).toBe(LIMIT);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await countMany(limiter, LIMIT + 1)).toBe(LIMIT);
  });

  it('lets requests pass while the database is away, and counts over all replicas again soon after', async () => {
    const limiter = limiterOn(windows);
    windows.isAway = true;
    expect(await countMany(limiter, 5)).toBe(5);
    windows.isAway = false;
    await vi.advanceTimersByTimeAsync(5_000);
    await limiter.count('key:1', LIMIT);
    expect(windows.used.get(0)).toBe(LEASE);
  });
});
