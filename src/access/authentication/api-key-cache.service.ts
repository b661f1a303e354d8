import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { KeyLookupLimitError } from '../access.errors.js';
import { AccessSettings } from '../access.settings.js';
import type { Caller } from '../caller.js';
import { ModelRules } from '../model-rules.js';
import { type ApiKey, ApiKeysRepository, hashOf, isWellFormedApiKey } from './api-keys.repository.js';
import { StaleCache } from './stale-cache.js';

/** How long a key is trusted without asking the database: a revocation takes effect on every replica well within 5 s. */
const KEY_TTL_MS = 3_000;
/** How long "no key exists" is trusted, so that the first key closes open mode on every replica within 5 s. */
const NO_KEY_TTL_MS = 2_000;
/** Precision of `last_used_at`. */
const TOUCH_EVERY_MS = 60_000;

interface CachedKey {
  caller: Caller;
  /** Unix time in ms; `Infinity` for a key that does not expire. */
  expiresAt: number;
}

/**
 * Looks API keys up by their hash and caches the result for a few seconds. Keys that exist and keys that do not have a
 * cache each: anybody can make keys up, and they must not displace those of callers.
 */
@Injectable()
export class ApiKeyCache {
  private readonly logger = new Logger(ApiKeyCache.name);
  private readonly known: StaleCache<string, CachedKey | undefined>;
  private readonly unknown: LRUCache<string, true>;
  /** Keys that existed once, also after `clear()`. */
  private readonly seen: LRUCache<string, true>;
  private readonly existence: StaleCache<'any', boolean>;
  private readonly maxLookups: number;
  /** Queries for keys that are in neither cache. */
  private lookups = new Map<string, Promise<CachedKey | undefined>>();

  constructor(
    private readonly keys: ApiKeysRepository,
    { apiKeyCacheSize: max, maxKeyLookups }: AccessSettings,
  ) {
    this.known = new StaleCache(max, KEY_TTL_MS, (hash) => this.load(hash));
    this.unknown = new LRUCache({ max, ttl: KEY_TTL_MS, perf: performance });
    this.seen = new LRUCache({ max });
    this.existence = new StaleCache(1, NO_KEY_TTL_MS, () => keys.exist());
    this.maxLookups = maxKeyLookups;
  }

  /**
   * The caller that a key belongs to, or `undefined` if the key is unknown, revoked or expired.
   * @param beforeLookup called before a query for a key that never existed as far as this replica knows; may throw
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError, KeyLookupLimitError
   */
  async findCaller(secret: string, beforeLookup?: () => void): Promise<Caller | undefined> {
    if (!isWellFormedApiKey(secret)) return undefined;
    const name = nameOf(secret);
    const entry = this.known.find(name);
    const key = entry === undefined ? await this.lookUp(name, beforeLookup) : (await entry).value;
    return key !== undefined && key.expiresAt > Date.now() ? key.caller : undefined;
  }

  /**
   * Whether any key was ever made.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError
   */
  async hasKeys(): Promise<boolean> {
    return (await this.existence.load('any')).value;
  }

  /** Drops every cached key, so that a change made on this replica takes effect here at once. */
  clear(): void {
    this.known.clear();
    this.unknown.clear();
    // Those under way still answer their callers, but are not stored.
    this.lookups = new Map();
  }

  private lookUp(name: string, beforeLookup?: () => void): Promise<CachedKey | undefined> {
    if (this.unknown.has(name)) return Promise.resolve(undefined);
    const { lookups } = this;
    const running = lookups.get(name);
    if (running !== undefined) return running;
    if (!this.seen.has(name)) beforeLookup?.();
    if (lookups.size >= this.maxLookups) throw new KeyLookupLimitError(this.maxLookups);
    const lookup = this.load(name)
      .then((key) => {
        if (lookups === this.lookups) this.store(name, key);
        return key;
      })
      .finally(() => lookups.delete(name));
    lookups.set(name, lookup);
    return lookup;
  }

  private store(name: string, key: CachedKey | undefined): void {
    if (key === undefined) {
      this.unknown.set(name, true);
    } else {
      this.known.set(name, key);
      this.seen.set(name, true);
    }
  }

  private async load(name: string): Promise<CachedKey | undefined> {
    const key = await this.keys.findByHash(Buffer.from(name, 'latin1'));
    if (key === undefined) return undefined;
    await this.touch(key);
    const { id, name: keyName, scopes, expiresAt } = key;
    const caller = {
      workspace: key.workspaceId as WorkspaceId,
      keyId: id,
      lineageId: key.lineageId ?? id,
      name: keyName,
      scopes,
      models: ModelRules.of(key),
    };
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

/** What a key is cached under: its hash, as the key itself must not stay in memory. */
function nameOf(secret: string): string {
  return hashOf(secret).toString('latin1');
}
