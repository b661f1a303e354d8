import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { ApiKeyNotActiveError, ApiKeyNotFoundError } from '../access.errors.js';
import { type ApiKey, ApiKeysRepository, newSecret } from '../authentication/api-keys.repository.js';
import { Authenticator } from '../authentication/authenticator.service.js';
import type { Caller } from '../caller.js';
import { fromWire, toWire, toWirePage } from '../../validation/wire.js';
import { WorkspacesService } from '../workspaces/workspaces.service.js';
import {
  type ApiKeyListResponse,
  ApiKeyResponse,
  type CreateApiKeyRequest,
  IssuedApiKeyResponse,
  type ListApiKeysQuery,
  type RotateApiKeyRequest,
  type UpdateApiKeyRequest,
} from './api-key.dto.js';

/** API keys of the caller's workspace; operators may name any other workspace by its id. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly workspaces: WorkspacesService,
    private readonly authenticator: Authenticator,
  ) {}

  /**
   * Makes a key; the first one ends open mode.
   * @throws WorkspaceNotFoundError
   */
  async issue(caller: Caller, id: string, request: CreateApiKeyRequest): Promise<IssuedApiKeyResponse> {
    const workspace = await this.workspaces.resolve(caller, request.workspace_id);
    const { name, scopes, expires_at, allowed_providers = null, allowed_models = null } = request;
    const secret = newSecret();
    const expiresAt = toDate(expires_at);
    const limits = { allowedProviders: allowed_providers, allowedModels: allowed_models };
    const key = await this.keys.insert(workspace, { id, name, scopes, ...limits, expiresAt, lineageId: null, secret });
    this.authenticator.keysChanged();
    return toWire(IssuedApiKeyResponse, { ...key, key: secret });
  }

  /**
   * Makes a successor with the same name, scopes and models; the old key stays valid for `overlap_seconds` at most. Without
   * `expires_at`, the successor gets the lifetime of the old key.
   * @throws WorkspaceNotFoundError, ApiKeyNotFoundError, ApiKeyNotActiveError
   */
  async rotate(
    caller: Caller,
    id: string,
    successorId: string,
    { overlap_seconds, expires_at }: RotateApiKeyRequest,
    workspaceId?: string | null,
  ): Promise<IssuedApiKeyResponse> {
    const workspace = await this.workspaces.resolve(caller, workspaceId);
    const old = await this.find(workspace, id);
    const { name, scopes, allowedProviders, allowedModels } = old;
    const secret = newSecret();
    const expiresAt = toDate(expires_at) ?? endAfterSameLifetime(old);
    const lineageId = old.lineageId ?? old.id;
    const limits = { allowedProviders, allowedModels };
    const successor = { id: successorId, name, scopes, ...limits, expiresAt, lineageId, secret };
    const key = await this.keys.replace(workspace, id, successor, overlap_seconds);
    if (key === undefined) throw new ApiKeyNotActiveError(id);
    this.authenticator.keysChanged();
    return toWire(IssuedApiKeyResponse, { ...key, key: secret });
  }

  /** @throws WorkspaceNotFoundError, ApiKeyNotFoundError */
  async get(caller: Caller, id: string, workspaceId?: string | null): Promise<ApiKeyResponse> {
    return toWire(ApiKeyResponse, await this.find(await this.workspaces.resolve(caller, workspaceId), id));
  }

  /** @throws WorkspaceNotFoundError; ValidationError if the cursor belongs to another list */
  async list(caller: Caller, { workspace_id, ...page }: ListApiKeysQuery): Promise<ApiKeyListResponse> {
    const workspace = await this.workspaces.resolve(caller, workspace_id);
    return toWirePage(ApiKeyResponse, await this.keys.list(workspace, page));
  }

  /**
   * Changes a key: on this replica at once, on others within seconds.
   * @throws WorkspaceNotFoundError, ApiKeyNotFoundError
   */
  async update(
    caller: Caller,
    id: string,
    request: UpdateApiKeyRequest,
    workspaceId?: string | null,
  ): Promise<ApiKeyResponse> {
    const workspace = await this.workspaces.resolve(caller, workspaceId);
    const key = await this.keys.update(workspace, id, fromWire(request));
    if (key === undefined) throw new ApiKeyNotFoundError(id);
    this.authenticator.keysChanged();
    return toWire(ApiKeyResponse, key);
  }

  /**
   * Revokes a key: on this replica at once, on others within seconds.
   * @throws WorkspaceNotFoundError, ApiKeyNotFoundError
   */
  async revoke(caller: Caller, id: string, workspaceId?: string | null): Promise<void> {
    const key = await this.keys.revoke(await this.workspaces.resolve(caller, workspaceId), id);
    if (key === undefined) throw new ApiKeyNotFoundError(id);
    this.authenticator.keysChanged();
  }

  private async find(workspace: WorkspaceId, id: string): Promise<ApiKey> {
    const key = await this.keys.findById(workspace, id);
    if (key === undefined) throw new ApiKeyNotFoundError(id);
    return key;
  }
}

function toDate(time: string | null | undefined): Date | null {
  return time == null ? null : new Date(time);
}

function endAfterSameLifetime({ createdAt, expiresAt }: ApiKey): Date | null {
  return expiresAt === null ? null : new Date(Date.now() + expiresAt.getTime() - createdAt.getTime());
}
