import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StaleCache } from './stale-cache.js';

const TTL_MS = 1_000;

describe('A cache of what the database said', () => {
  const query = vi.fn<() => Promise<string>>();
  let cache: StaleCache<'name', string>;

  beforeEach(async () => {
    vi.useFakeTimers();
    // The cache takes a start at 0 for none.
    vi.advanceTimersByTime(1);
    query.mockReset().mockResolvedValue('first');
    cache = new StaleCache(10, TTL_MS, query);
    await cache.load('name');
  });

  afterEach(() => {
    vi.useRealTimers();
  });

  const value = async () => (await cache.load('name')).value;

  it('asks again once an entry is not fresh', async () => {
    query.mockResolvedValue('second');
    expect(await value()).toBe('first');
    vi.advanceTimersByTime(TTL_MS + 1);
    expect(await value()).toBe('second');
    expect(query).toHaveBeenCalledTimes(2);
  });

  it('asks a database that fails once in half a second, however many callers there are', async () => {
    vi.advanceTimersByTime(TTL_MS + 1);
    query.mockRejectedValue(new Error('away'));
    for (let call = 0; call < 100; call++) expect(await value()).toBe('first');
    expect(query).toHaveBeenCalledTimes(2);
    vi.advanceTimersByTime(501);
    query.mockResolvedValue('second');
    expect(await value()).toBe('second');
  });

  it('says after five minutes that the database fails', async () => {
    query.mockRejectedValue(new Error('away'));
    vi.advanceTimersByTime(300_001);
    await expect(value()).rejects.toThrow('away');
  });
});
