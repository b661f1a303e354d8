import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { KeyLookupLimitError } from '../access.errors.js';
import { AccessSettings } from '../access.settings.js';
import type { Caller } from '../caller.js';
import { ModelRules } from '../model-rules.js';
import { type ApiKey, ApiKeysRepository, hashOf, isWellFormedApiKey } from './api-keys.repository.js';
import { type ConsoleSession, ConsoleSessionsRepository, isWellFormedSession } from './console-sessions.repository.js';
import { StaleCache } from './stale-cache.js';

/** How long a key is trusted without asking the database: a revocation takes effect on every replica well within 5 s. */
const KEY_TTL_MS = 3_000;
/** How long "no key exists" is trusted, so that the first key closes open mode on every replica within 5 s. */
const NO_KEY_TTL_MS = 2_000;
const HASH_BYTES = 32;
/** What stands before the hash of a session, in the names of both caches. */
const SESSION = 'session ';
/** Precision of `last_used_at`, and of `used_at` of a session. */
const TOUCH_EVERY_MS = 60_000;

interface CachedKey {
  caller: Caller;
  /** Unix time in ms; `Infinity` for a key that does not expire. */
  expiresAt: number;
}

/** A key, and the session of the web console that stands for it, if one does. */
interface Credential {
  key: ApiKey;
  session?: ConsoleSession;
}

/**
 * Looks API keys up by their hash and caches the result for a few seconds. Keys that exist and keys that do not have a
 * cache each, since made-up keys must not displace those of callers. Sessions of the web console are looked up in the same
 * way, and cost as much.
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
    private readonly sessions: ConsoleSessionsRepository,
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
    return isWellFormedApiKey(secret) ? this.callerNamed(nameOf(secret), beforeLookup) : undefined;
  }

  /**
   * The caller whose key a session of the web console stands for, or `undefined` if it has ended; otherwise as `findCaller`.
   */
  async findSessionCaller(secret: string, beforeLookup?: () => void): Promise<Caller | undefined> {
    return isWellFormedSession(secret) ? this.callerNamed(SESSION + nameOf(secret), beforeLookup) : undefined;
  }

  private async callerNamed(name: string, beforeLookup?: () => void): Promise<Caller | undefined> {
    const entry = this.known.find(name);
    const key = entry === undefined ? await this.lookUp(name, beforeLookup) : (await entry).value;
    return key !== undefined && key.expiresAt > Date.now() ? key.caller : undefined;
  }

  /**
   * Whether any key was ever made.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError
   */
  hasKeys(): boolean | Promise<boolean> {
    const entry = this.existence.load('any');
    return entry instanceof Promise ? entry.then(({ value }) => value) : entry.value;
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
    const found = await this.find(name);
    if (found === undefined) return undefined;
    const { key, session } = found;
    await this.touch(key, session);
    const { id, name: keyName, scopes, expiresAt } = key;
    const caller = {
      workspace: key.workspaceId as WorkspaceId,
      keyId: id,
      lineageId: key.lineageId ?? id,
      name: keyName,
      ...(session === undefined ? {} : { sessionId: session.id }),
      scopes,
      models: ModelRules.of(key),
    };
    return { caller, expiresAt: expiresAt?.getTime() ?? Infinity };
  }

  private async find(name: string): Promise<Credential | undefined> {
    // A hash alone is shorter.
    if (!name.startsWith(SESSION) || name.length <= HASH_BYTES) {
      const key = await this.keys.findByHash(Buffer.from(name, 'latin1'));
      return key && { key };
    }
    const session = await this.sessions.findByHash(Buffer.from(name.slice(SESSION.length), 'latin1'));
    if (session === undefined) return undefined;
    const key = await this.keys.findById(session.workspaceId as WorkspaceId, session.keyId);
    return key?.revokedAt === null ? { key, session } : undefined;
  }

  /** A failure to record the use, as on a read-only server, is no reason to refuse the request. */
  private async touch(key: ApiKey, session: ConsoleSession | undefined): Promise<void> {
    const workspace = key.workspaceId as WorkspaceId;
    try {
      if (isDue(key.lastUsedAt)) await this.keys.touch(workspace, key.id);
      if (session !== undefined && isDue(session.usedAt)) await this.sessions.touch(workspace, session.id);
    } catch (error) {
      this.logger.debug({ err: error }, 'Could not update last_used_at of an API key');
    }
  }
}

function isDue(last: Date | null): boolean {
  return last === null || Date.now() - last.getTime() >= TOUCH_EVERY_MS;
}

/** What a key is cached under: its hash, as the key itself must not stay in memory. */
function nameOf(secret: string): string {
  return hashOf(secret).toString('latin1');
}
