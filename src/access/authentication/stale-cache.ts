import { LRUCache } from 'lru-cache';
import { withTimeout } from '../../resilience/timeout.js';

/** How long a caller waits for a slow database while a stale entry could serve. */
const STALE_AFTER_MS = 250;
/** How long a stale entry may serve while the database is away. */
const MAX_STALE_MS = 300_000;
/** How long a stale entry serves unasked after a query failed: all calls asking a database that is away would cost them time. */
const RETRY_AFTER_MS = 500;

export interface Entry<Value> {
  value: Value;
  /** When the database answered, by `performance.now()`. */
  readAt: number;
  /** When the query began that is to replace this entry, by `performance.now()`. */
  refreshedAt?: number;
  /** When the last query failed that was to replace this entry, by `performance.now()`. */
  failedAt?: number;
}

/** Results of queries, fresh for a few seconds. While the database is slow or away, stale ones serve for up to five minutes. */
export class StaleCache<Name extends string, Value> {
  private readonly entries: LRUCache<Name, Entry<Value>>;

  /** @param ttl how long an entry is fresh, in ms */
  constructor(max: number, ttl: number, load: (name: Name) => Promise<Value>) {
    this.entries = new LRUCache<Name, Entry<Value>>({
      max,
      ttl,
      // The clock that `readAt` is read from, which tests may fake.
      perf: performance,
      noDeleteOnStaleGet: true,
      // A lookup that was under way when the cache was cleared still answers its caller, but is not stored.
      ignoreFetchAbort: true,
      fetchMethod: async (name, stale) => {
        if (stale !== undefined) stale.refreshedAt = performance.now();
        try {
          return entryOf(await load(name));
        } catch (error) {
          if (stale !== undefined) stale.failedAt = performance.now();
          throw error;
        }
      },
    });
  }

  set(name: Name, value: Value): void {
    this.entries.set(name, entryOf(value));
  }

  clear(): void {
    this.entries.clear();
  }

  /**
   * A fresh entry; or a stale one, where it may serve and the database does not answer within 250 ms, or failed half a second
   * ago; `undefined` if the name is not cached.
   */
  find(name: Name): Entry<Value> | Promise<Entry<Value>> | undefined {
    const fresh = this.entries.get(name);
    if (fresh !== undefined) return fresh;
    const stale = this.entries.peek(name, { allowStale: true });
    return stale === undefined ? undefined : this.refresh(name, stale);
  }

  /** The entry, from the database if it is not fresh; concurrent callers share one query. */
  load(name: Name): Entry<Value> | Promise<Entry<Value>> {
    return this.find(name) ?? this.entries.forceFetch(name);
  }

  private refresh(name: Name, stale: Entry<Value>): Entry<Value> | Promise<Entry<Value>> {
    const now = performance.now();
    // An unknown key may have been created since, so that entry does not serve when stale.
    const mayServe = stale.value !== undefined && now - stale.readAt <= MAX_STALE_MS;
    if (mayServe && now - (stale.failedAt ?? -Infinity) < RETRY_AFTER_MS) return stale;
    const refreshed = this.entries.forceFetch(name, { allowStaleOnFetchRejection: mayServe });
    if (!mayServe) return refreshed;
    const waitMs = STALE_AFTER_MS - (now - (stale.refreshedAt ?? now));
    return waitMs <= 0 ? stale : withTimeout(refreshed, waitMs, () => stale);
  }
}

function entryOf<Value>(value: Value): Entry<Value> {
  return { value, readAt: performance.now() };
}
