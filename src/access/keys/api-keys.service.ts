import { Injectable } from '@nestjs/common';
import type { Page, PageRequest } from '../../database/pagination.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { ApiKeyNotActiveError, ApiKeyNotFoundError } from '../access.errors.js';
import { ApiKeyCache } from '../authentication/api-key-cache.service.js';
import { OpenMode } from '../authentication/open-mode.service.js';
import type { Scope } from '../caller.js';
import { type ApiKey, ApiKeysRepository, type NewApiKey } from './api-keys.repository.js';
import { hashOf, hintOf, newSecret } from './secret.js';

/** A key with its secret, which is shown this once. */
export interface IssuedKey {
  key: ApiKey;
  secret: string;
}

export interface KeyWish {
  name: string;
  scopes: Scope[];
  expiresAt: Date | null;
}

@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly ring: ApiKeyCache,
    private readonly openMode: OpenMode,
  ) {}

  /** Makes a key; the first one closes a service that was open. */
  async issue(workspace: WorkspaceId, id: string, wish: KeyWish): Promise<IssuedKey> {
    const secret = newSecret();
    const key = await this.keys.insert(workspace, toNewKey(id, secret, wish));
    this.takeEffect();
    return { key, secret };
  }

  /**
   * Makes a successor with the same name and scopes; the old key goes on for `overlapSeconds` at most. Without
   * `expiresAt`, the successor lives as long as the old key was made to.
   * @throws ApiKeyNotFoundError, ApiKeyNotActiveError
   */
  async rotate(
    workspace: WorkspaceId,
    id: string,
    successorId: string,
    { overlapSeconds, expiresAt }: { overlapSeconds: number; expiresAt: Date | null },
  ): Promise<IssuedKey> {
    const { name, scopes, createdAt, expiresAt: end } = await this.get(workspace, id);
    const lifetimeMs = end === null ? null : end.getTime() - createdAt.getTime();
    const sameLifetime = lifetimeMs === null ? null : new Date(Date.now() + lifetimeMs);
    const secret = newSecret();
    const successor = toNewKey(successorId, secret, { name, scopes, expiresAt: expiresAt ?? sameLifetime });
    const key = await this.keys.replace(workspace, id, successor, overlapSeconds);
    if (key === undefined) throw new ApiKeyNotActiveError(id);
    this.takeEffect();
    return { key, secret };
  }

  /** @throws ApiKeyNotFoundError */
  async get(workspace: WorkspaceId, id: string): Promise<ApiKey> {
    const key = await this.keys.findById(workspace, id);
    if (key === undefined) throw new ApiKeyNotFoundError(id);
    return key;
  }

  /** @throws ValidationError if the cursor belongs to another list */
  list(workspace: WorkspaceId, page: PageRequest): Promise<Page<ApiKey>> {
    return this.keys.list(workspace, page);
  }

  /**
   * Ends a key: here at once, on other replicas within seconds.
   * @throws ApiKeyNotFoundError
   */
  async revoke(workspace: WorkspaceId, id: string): Promise<void> {
    const key = await this.keys.revoke(workspace, id);
    if (key === undefined) throw new ApiKeyNotFoundError(id);
    this.takeEffect();
  }

  private takeEffect(): void {
    this.openMode.close();
    this.ring.clear();
  }
}

function toNewKey(id: string, secret: string, wish: KeyWish): NewApiKey {
  return { id, ...wish, hash: hashOf(secret), hint: hintOf(secret) };
}
