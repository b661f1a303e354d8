import { Injectable, Logger } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { Caller } from '../caller.js';
import { type ApiKey, ApiKeysRepository } from '../keys/api-keys.repository.js';
import { hashOf, isWellFormedSecret } from '../keys/secret.js';
import { RememberedAnswer } from './remembered-answer.js';

/** How long an answer of the database counts, so that a revocation is effective everywhere well within 5 s. */
const FRESH_MS = 3_000;
/** How exactly `last_used_at` is kept. */
const TOUCH_EVERY_MS = 60_000;
/** Keys that nobody made are remembered too, or each would cost a question; this bounds what they can fill. */
const MOST_ENTRIES = 10_000;

interface HeldKey {
  caller: Caller;
  /** Unix time in ms; `Infinity` for a key without an end. */
  expiresAt: number;
}

/** Knows whom a key belongs to. Looks it up by its hash, and remembers the answer for a moment. */
@Injectable()
export class ApiKeyCache {
  private readonly logger = new Logger(ApiKeyCache.name);
  private readonly entries = new Map<string, RememberedAnswer<HeldKey | undefined>>();

  constructor(private readonly keys: ApiKeysRepository) {}

  /**
   * Whoever holds this key, or `undefined` if it is unknown, revoked or expired.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError
   */
  async findCaller(secret: string): Promise<Caller | undefined> {
    if (!isWellFormedSecret(secret)) return undefined;
    const held = await this.find(secret);
    return held !== undefined && held.expiresAt > Date.now() ? held.caller : undefined;
  }

  /** Forgets every answer, so that a change made here is effective here at once. */
  clear(): void {
    this.entries.clear();
  }

  private find(secret: string): Promise<HeldKey | undefined> {
    const hash = hashOf(secret);
    const name = hash.toString('latin1');
    const known = this.entries.get(name);
    if (known !== undefined) return known.get();
    const entry = new RememberedAnswer(
      () => this.ask(hash),
      FRESH_MS,
      (held) => held !== undefined,
    );
    if (this.entries.size >= MOST_ENTRIES) this.entries.clear();
    this.entries.set(name, entry);
    return entry.get();
  }

  private async ask(hash: Buffer): Promise<HeldKey | undefined> {
    const key = await this.keys.findByHash(hash);
    if (key === undefined) return undefined;
    await this.touch(key);
    const { id, name, scopes, expiresAt } = key;
    const caller = { workspace: key.workspaceId as WorkspaceId, keyId: id, name, scopes };
    return { caller, expiresAt: expiresAt?.getTime() ?? Infinity };
  }

  /** A note of use is not worth refusing a request for, say on a server that is read-only just now. */
  private async touch({ workspaceId, id, lastUsedAt }: ApiKey): Promise<void> {
    if (lastUsedAt !== null && Date.now() - lastUsedAt.getTime() < TOUCH_EVERY_MS) return;
    try {
      await this.keys.touch(workspaceId as WorkspaceId, id);
    } catch (error) {
      this.logger.debug({ err: error }, 'Could not note that a key was used');
    }
  }
}
