import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { withTimeout } from '../../resilience/timeout.js';
import type { Caller } from '../caller.js';
import { type ApiKey, ApiKeysRepository, hashOf, isWellFormedApiKey } from './api-keys.repository.js';

/** How long a cached key is trusted without a query: a revocation takes effect on every replica well within 5 s. */
const KEY_TTL_MS = 3_000;
/** How long the result that no key exists is trusted, so that the first key closes open mode on every replica within 5 s. */
const NO_KEY_TTL_MS = 2_000;
/** How long a request waits for a slow database while a stale entry could serve. */
const STALE_AFTER_MS = 250;
/** How long a stale entry may serve while the database is away: for that long a key revoked elsewhere keeps working. */
const MAX_STALE_MS = 300_000;
/** Unknown keys are cached too, or each would cost a query; this bounds the memory that they can fill. */
const MAX_ENTRIES = 10_000;
/** Precision of `last_used_at`. */
const TOUCH_EVERY_MS = 60_000;

interface Entry<Value> {
  value: Value;
  /** When the database answered, by `performance.now()`. */
  readAt: number;
  /** When the query began that is to replace this entry, by `performance.now()`. */
  refreshedAt?: number;
}

interface CachedKey {
  caller: Caller;
  /** Unix time in ms; `Infinity` for a key that does not expire. */
  expiresAt: number;
}

/**
 * Looks API keys up by their hash and caches the result for a few seconds. While the database is slow or away, stale
 * entries serve for up to five minutes, so that requests that need no database do not fail with it.
 */
@Injectable()
export class ApiKeyCache {
  private readonly logger = new Logger(ApiKeyCache.name);
  private readonly byHash: LRUCache<string, Entry<CachedKey | undefined>>;
  private readonly existence: LRUCache<'any', Entry<boolean>>;

  constructor(private readonly keys: ApiKeysRepository) {
    this.byHash = createCache(MAX_ENTRIES, KEY_TTL_MS, (hash) => this.load(hash));
    this.existence = createCache(1, NO_KEY_TTL_MS, () => keys.exist());
  }

  /**
   * The caller that a key belongs to, or `undefined` if the key is unknown, revoked or expired.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError
   */
  async findCaller(secret: string): Promise<Caller | undefined> {
    if (!isWellFormedApiKey(secret)) return undefined;
    const key = await read(this.byHash, hashOf(secret).toString('latin1'));
    return key !== undefined && key.expiresAt > Date.now() ? key.caller : undefined;
  }

  /**
   * Whether any key was ever made.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError
   */
  async hasKeys(): Promise<boolean> {
    return read(this.existence, 'any');
  }

  /** Drops every cached key, so that a change made on this replica takes effect here at once. */
  clear(): void {
    this.byHash.clear();
  }

  private async load(hash: string): Promise<CachedKey | undefined> {
    const key = await this.keys.findByHash(Buffer.from(hash, 'latin1'));
    if (key === undefined) return undefined;
    await this.touch(key);
    const { id, name, scopes, expiresAt } = key;
    const caller = { workspace: key.workspaceId as WorkspaceId, keyId: id, name, scopes };
    return { caller, expiresAt: expiresAt?.getTime() ?? Infinity };
  }

  /** A failure to record the use, as on a read-only server, is no reason to refuse the request. */
  private async touch({ workspaceId, id, lastUsedAt }: ApiKey): Promise<void> {
    if (lastUsedAt !== null && Date.now() - lastUsedAt.getTime() < TOUCH_EVERY_MS) return;
    try {
      await this.keys.touch(workspaceId as WorkspaceId, id);
    } catch (error) {
      this.logger.debug({ err: error }, 'Could not update last_used_at of an API key');
    }
  }
}

function createCache<Name extends string, Value>(
  max: number,
  ttl: number,
  load: (name: Name) => Promise<Value>,
): LRUCache<Name, Entry<Value>> {
  return new LRUCache<Name, Entry<Value>>({
    max,
    ttl,
    // The clock that `readAt` is read from, which tests may fake.
    perf: performance,
    noDeleteOnStaleGet: true,
    // A lookup that was under way when the cache was cleared still answers its caller, but is not stored.
    ignoreFetchAbort: true,
    fetchMethod: async (name, stale) => {
      if (stale !== undefined) stale.refreshedAt = performance.now();
      const value = await load(name);
      return { value, readAt: performance.now() };
    },
  });
}

/** A fresh entry; or a stale one, where it may serve and the database does not answer within 250 ms. */
async function read<Name extends string, Value>(cache: LRUCache<Name, Entry<Value>>, name: Name): Promise<Value> {
  const fresh = cache.get(name);
  if (fresh !== undefined) return fresh.value;
  const stale = cache.peek(name, { allowStale: true });
  const now = performance.now();
  // An unknown key may have been created since, so that entry does not serve when stale.
  const mayServe = stale?.value !== undefined && now - stale.readAt <= MAX_STALE_MS;
  const refreshed = cache.forceFetch(name, { allowStaleOnFetchRejection: mayServe });
  if (!mayServe) return (await refreshed).value;
  const waitMs = STALE_AFTER_MS - (now - (stale.refreshedAt ?? now));
  return waitMs <= 0 ? stale.value : (await withTimeout(refreshed, waitMs, () => stale)).value;
}
