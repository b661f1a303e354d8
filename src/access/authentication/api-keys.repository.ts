import { hash, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database, onlyRow, type Query } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import { type Page, type PageRequest, Pagination } from '../../database/pagination.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { ApiKeyEntity } from './api-key.entity.js';

/** A key without its hash. */
export type ApiKey = Omit<ApiKeyEntity, 'hash'>;

/** A key that is to be stored. */
export type NewApiKey = Pick<ApiKeyEntity, 'id' | 'name' | 'scopes' | 'expiresAt' | 'lineageId'> &
  ModelLimitsOfKey & { secret: string };

type ModelLimitsOfKey = Pick<ApiKeyEntity, 'allowedProviders' | 'allowedModels'>;

/** What can be changed of a key; `undefined` stays as it is. */
export type ApiKeyChange = Partial<Pick<ApiKeyEntity, 'name'> & ModelLimitsOfKey>;

const PREFIX = 'sa_live_';
const RANDOM_BYTES = 32;
const FORM = /^sa_live_[A-Za-z0-9_-]{43}$/;
/** Characters stored in the clear, so that the owner recognizes the key: 24 of its 256 random bits. */
const HINT_LENGTH = PREFIX.length + 4;

const table = new EntityTable(ApiKeyEntity, ['hash']);

@Injectable()
export class ApiKeysRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
  ) {}

  /**
   * Stores a key. If the id exists, the key gets the new hash: it was made by a request that failed before it answered,
   * and is being retried.
   */
  async insert(workspace: WorkspaceId, key: NewApiKey): Promise<ApiKey> {
    return store(this.database.idempotentWrite.bind(this.database), workspace, key);
  }

  async findById(workspace: WorkspaceId, id: string): Promise<ApiKey | undefined> {
    const [key] = await this.database.read<ApiKey>(
      `SELECT ${table.columns} FROM api_keys WHERE workspace_id = $1 AND id = $2`,
      [workspace, id],
    );
    return key;
  }

  /**
   * One page of a workspace's keys, newest first, revoked ones too.
   * @throws ValidationError if the cursor belongs to another list
   */
  list(workspace: WorkspaceId, page: PageRequest): Promise<Page<ApiKey>> {
    return this.pagination.newestFirst(table, { workspaceId: workspace }, page);
  }

  /** Changes a key. Idempotent. */
  async update(workspace: WorkspaceId, id: string, change: ApiKeyChange): Promise<ApiKey | undefined> {
    const { sql, values } = table.assignments(change, 2);
    if (sql === '') return this.findById(workspace, id);
    const [key] = await this.database.idempotentWrite<ApiKey>(
      `UPDATE api_keys SET ${sql} WHERE workspace_id = $1 AND id = $2 RETURNING ${table.columns}`,
      [workspace, id, ...values],
    );
    return key;
  }

  /** Revokes a key at once. Idempotent. */
  async revoke(workspace: WorkspaceId, id: string): Promise<ApiKey | undefined> {
    const [key] = await this.database.idempotentWrite<ApiKey>(
      `UPDATE api_keys SET revoked_at = COALESCE(revoked_at, now())
       WHERE workspace_id = $1 AND id = $2
       RETURNING ${table.columns}`,
      [workspace, id],
    );
    return key;
  }

  /**
   * Replaces an active key by `successor`; the old key stays valid for `overlapSeconds` at most. A retried rotation with
   * the same successor gives it the new hash.
   * @returns `undefined` if the key is not active, or was replaced by another
   */
  async replace(
    workspace: WorkspaceId,
    id: string,
    successor: NewApiKey,
    overlapSeconds: number,
  ): Promise<ApiKey | undefined> {
    return this.database.idempotentTransaction(async (query) => {
      const replaced = await query(
        `UPDATE api_keys
         SET replaced_by = $3, expires_at = LEAST(expires_at, now() + make_interval(secs => $4))
         WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL
           AND (replaced_by = $3 OR replaced_by IS NULL AND (expires_at IS NULL OR expires_at > now()))
         RETURNING id`,
        [workspace, id, successor.id, overlapSeconds],
      );
      if (replaced.length === 0) return undefined;
      return store(query, workspace, successor);
    });
  }

  /** The key with this hash, of any workspace, unless it is revoked or expired. */
  async findByHash(hash: Buffer): Promise<ApiKey | undefined> {
    const [key] = await this.database.read<ApiKey>(
      `SELECT ${table.columns} FROM api_keys
       WHERE hash = $1 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())`,
      [hash],
    );
    return key;
  }

  /** Whether any key was ever made, also one that was revoked, erased with its workspace, or lost with its table. */
  async exist(): Promise<boolean> {
    const [row] = await this.database.read<{ found: boolean }>(
      `SELECT EXISTS (SELECT FROM open_mode_endings) AS found`,
    );
    return row?.found ?? false;
  }

  async touch(workspace: WorkspaceId, id: string): Promise<void> {
    await this.database.idempotentWrite(
      'UPDATE api_keys SET last_used_at = now() WHERE workspace_id = $1 AND id = $2',
      [workspace, id],
    );
  }
}

async function store(query: Query, workspace: WorkspaceId, { secret, ...key }: NewApiKey): Promise<ApiKey> {
  const hashed = { hash: hashOf(secret), hint: hintOf(secret) };
  const { sql, values } = table.insertion({ workspaceId: workspace, ...key, ...hashed });
  return onlyRow(
    await query<ApiKey>(
      `INSERT INTO api_keys ${sql}
     ON CONFLICT ON CONSTRAINT pk_api_keys DO UPDATE SET hash = EXCLUDED.hash, hint = EXCLUDED.hint
     RETURNING ${table.columns}`,
      values,
    ),
  );
}

/** A new API key: `sa_live_` and 32 random bytes in base64url. It is shown once and stored only as a hash. */
export function newSecret(): string {
  return PREFIX + randomBytes(RANDOM_BYTES).toString('base64url');
}

/**
 * The stored form of a key. Plain SHA-256 is enough, as 256 random bits cannot be guessed; and a lookup by hash takes the
 * same time for every key, so its timing reveals nothing about the keys.
 */
export function hashOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

export function hintOf(secret: string): string {
  return secret.slice(0, HINT_LENGTH);
}

/** Whether `text` contains what looks like one of our keys, well-formed or not. */
export function containsApiKey(text: string): boolean {
  return text.includes(PREFIX);
}

export function isWellFormedApiKey(text: string): boolean {
  return FORM.test(text);
}
