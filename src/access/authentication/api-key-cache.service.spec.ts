import { afterEach, beforeEach, describe, expect, it, type Mock, vi } from 'vitest';
import { AccessSettings } from '../access.settings.js';
import type { ConsoleSessionsRepository } from './console-sessions.repository.js';
import { ApiKeyCache } from './api-key-cache.service.js';
import { type ApiKey, type ApiKeysRepository, newSecret } from './api-keys.repository.js';

const TTL_MS = 3_000;
const STALE_AFTER_MS = 250;
const MAX_STALE_MS = 300_000;
const SECRET = newSecret();

let find: Mock<() => Promise<ApiKey | undefined>>;
let cache: ApiKeyCache;

function keyNamed(name: string): ApiKey {
  return { id: name, workspaceId: 'w', name, scopes: ['admin'], expiresAt: null, lastUsedAt: new Date() } as ApiKey;
}

async function callerName(): Promise<string | undefined> {
  return (await cache.findCaller(SECRET))?.name;
}

/** From now on the database does not answer until the promise is settled. */
function silence(): PromiseWithResolvers<ApiKey | undefined> {
  const silent = Promise.withResolvers<ApiKey | undefined>();
  find.mockReturnValue(silent.promise);
  return silent;
}

beforeEach(() => {
  vi.useFakeTimers();
  // An entry that was set at the time 0 never gets stale.
  vi.advanceTimersByTime(1);
  find = vi.fn(() => Promise.resolve(keyNamed('first')));
  const keys = { findByHash: find, touch: () => Promise.resolve() } as unknown as ApiKeysRepository;
  const noSessions = {} as ConsoleSessionsRepository;
  cache = new ApiKeyCache(
    keys,
    noSessions,
    Object.assign(new AccessSettings(), { apiKeyCacheSize: 100, maxKeyLookups: 50 }),
  );
});

afterEach(() => {
  vi.useRealTimers();
});

describe('ApiKeyCache', () => {
  it('queries the database once while an entry is fresh, also for concurrent requests', async () => {
    expect(await Promise.all([callerName(), callerName()])).toEqual(['first', 'first']);
    vi.advanceTimersByTime(TTL_MS - 1);
    expect(await callerName()).toBe('first');
    expect(find).toHaveBeenCalledTimes(1);
  });

  it('queries again once an entry is stale', async () => {
    await callerName();
    vi.advanceTimersByTime(TTL_MS + 1);
    find.mockResolvedValue(keyNamed('second'));
    expect(await callerName()).toBe('second');
  });

  it('serves a stale entry while the database is silent: only the first request waits a moment', async () => {
    await callerName();
    vi.advanceTimersByTime(TTL_MS + 1);
    const silent = silence();
    const first = callerName();
    await vi.advanceTimersByTimeAsync(STALE_AFTER_MS);
    expect(await first).toBe('first');
    expect(await callerName()).toBe('first');
    silent.resolve(keyNamed('second'));
    await vi.advanceTimersByTimeAsync(0);
    expect(await callerName()).toBe('second');
    expect(find).toHaveBeenCalledTimes(2);
  });

  it('serves a stale entry when the database fails, and queries again half a second later', async () => {
    await callerName();
    vi.advanceTimersByTime(TTL_MS + 1);
    find.mockRejectedValueOnce(new Error('away')).mockResolvedValueOnce(keyNamed('second'));
    expect(await callerName()).toBe('first');
    vi.advanceTimersByTime(500);
    expect(await callerName()).toBe('second');
  });

  it('queries again after a failure that came when no request waited for it any more', async () => {
    await callerName();
    vi.advanceTimersByTime(TTL_MS + 1);
    const silent = silence();
    const first = callerName();
    await vi.advanceTimersByTimeAsync(STALE_AFTER_MS);
    await first;
    silent.reject(new Error('away'));
    await vi.advanceTimersByTimeAsync(0);
    vi.advanceTimersByTime(500);
    find.mockResolvedValue(keyNamed('second'));
    expect(await callerName()).toBe('second');
  });

  it('serves no entry that is older than five minutes', async () => {
    await callerName();
    vi.advanceTimersByTime(MAX_STALE_MS + 1);
    find.mockRejectedValue(new Error('away'));
    await expect(callerName()).rejects.toThrow('away');
  });

  it('fails with the database if it has no entry for the key', async () => {
    find.mockRejectedValueOnce(new Error('away'));
    await expect(callerName()).rejects.toThrow('away');
    find.mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error('away'));
    expect(await callerName()).toBeUndefined();
    vi.advanceTimersByTime(TTL_MS + 1);
    await expect(callerName()).rejects.toThrow('away');
  });

  it('answers a lookup that is under way when the cache is cleared, and does not keep the answer', async () => {
    const silent = silence();
    const first = callerName();
    cache.clear();
    silent.resolve(keyNamed('first'));
    expect(await first).toBe('first');
    find.mockResolvedValue(keyNamed('second'));
    expect(await callerName()).toBe('second');
  });

  it('keeps the keys of callers, however many keys are made up', async () => {
    await callerName();
    find.mockResolvedValue(undefined);
    for (let count = 0; count < 1_000; count++) await cache.findCaller(newSecret());
    find.mockClear();
    expect(await callerName()).toBe('first');
    expect(find).not.toHaveBeenCalled();
  });

  it('queries once for a key that does not exist, and again after a few seconds', async () => {
    find.mockResolvedValue(undefined);
    expect([await callerName(), await callerName()]).toEqual([undefined, undefined]);
    expect(find).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(TTL_MS + 1);
    find.mockResolvedValue(keyNamed('second'));
    expect(await callerName()).toBe('second');
  });

  it('looks up a limited number of uncached keys at a time, and keys that it knows meanwhile', async () => {
    await callerName();
    const silent = silence();
    const lookups = Array.from({ length: 50 }, () => cache.findCaller(newSecret()));
    await expect(cache.findCaller(newSecret())).rejects.toThrow('try again');
    expect(await callerName()).toBe('first');
    silent.resolve(undefined);
    await Promise.all(lookups);
    expect(await cache.findCaller(newSecret())).toBeUndefined();
  });
});
