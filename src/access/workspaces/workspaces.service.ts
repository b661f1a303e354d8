import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DatabaseQueryError } from '../../database/database.errors.js';
import { DEFAULT_WORKSPACE_ID, type WorkspaceId } from '../../database/workspace-id.js';
import type { PageQuery } from '../../validation/page.dto.js';
import { toWire, toWirePage } from '../../validation/wire.js';
import { DefaultWorkspaceError, WorkspaceNotFoundError } from '../access.errors.js';
import { ApiKeyCache } from '../authentication/api-key-cache.service.js';
import { type Caller, isOperator } from '../caller.js';
import { assertOperator } from '../operators.js';
import { type WorkspaceErasureResponse, type WorkspaceListResponse, WorkspaceResponse } from './workspace.dto.js';
import type { WorkspaceEntity } from './workspace.entity.js';
import { WorkspacesRepository } from './workspaces.repository.js';

/** Rows deleted by one statement, so that none reaches its time-out, however large the workspace. */
const BATCH_ROWS = 5_000;
/** Attempts at an erasure, and the pause between two: together longer than any replica caches a key. */
const MAX_ATTEMPTS = 20;
const BETWEEN_ATTEMPTS_MS = 500;

/** Workspaces. Operators (admins of the default workspace) see all of them; other callers see their own. */
@Injectable()
export class WorkspacesService {
  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly keyCache: ApiKeyCache,
  ) {}

  /** @throws AccessDeniedError unless the caller is an operator */
  async create(caller: Caller, id: string, name: string): Promise<WorkspaceResponse> {
    assertOperator(caller);
    return toWire(WorkspaceResponse, await this.workspaces.insert(id, name));
  }

  /** @throws WorkspaceNotFoundError, also for a workspace that the caller may not see */
  async get(caller: Caller, id: string): Promise<WorkspaceResponse> {
    return toWire(WorkspaceResponse, await this.find(caller, id));
  }

  /**
   * The workspace that a request names, or the caller's own if it names none.
   * @throws WorkspaceNotFoundError
   */
  async resolve(caller: Caller, id: string | null | undefined): Promise<WorkspaceId> {
    return id == null || id === caller.workspace ? caller.workspace : (await this.find(caller, id)).id;
  }

  /** @throws ValidationError if the cursor belongs to another list */
  async list(caller: Caller, page: PageQuery): Promise<WorkspaceListResponse> {
    const only = isOperator(caller) ? undefined : caller.workspace;
    return toWirePage(WorkspaceResponse, await this.workspaces.list(only, page));
  }

  /** @throws WorkspaceNotFoundError */
  async rename(caller: Caller, id: string, name: string): Promise<WorkspaceResponse> {
    const { id: found } = await this.find(caller, id);
    const renamed = await this.workspaces.rename(found, name);
    if (renamed === undefined) throw new WorkspaceNotFoundError(id);
    return toWire(WorkspaceResponse, renamed);
  }

  /**
   * Erases a workspace and all its rows. Its keys are revoked first. Every batch is committed by itself: if an erasure
   * fails half-way, repeating it deletes the rest.
   * @returns rows deleted and rows found afterwards, by table
   * @throws WorkspaceNotFoundError; AccessDeniedError unless the caller is an operator; DefaultWorkspaceError
   */
  async erase(caller: Caller, id: string): Promise<WorkspaceErasureResponse> {
    const workspace = await this.find(caller, id);
    assertOperator(caller);
    if (workspace.id === DEFAULT_WORKSPACE_ID) throw new DefaultWorkspaceError();
    await this.workspaces.revokeKeys(workspace.id);
    this.keyCache.clear();
    const erased = await this.eraseRows(workspace.id);
    this.keyCache.clear();
    const remaining = await this.workspaces.countRows(workspace.id);
    return { id: workspace.id, name: workspace.name, erased, remaining };
  }

  /** Other replicas cache the keys for a few seconds more: a row that arrives meanwhile may block a deletion. */
  private async eraseRows(workspace: WorkspaceId): Promise<Record<string, number>> {
    const tables = this.workspaces.tables.names;
    const erased = Object.fromEntries(tables.map((table) => [table, 0]));
    for (let attempt = 1; ; attempt++) {
      try {
        for (const table of tables) await this.eraseTable(workspace, table, erased);
        await this.workspaces.delete(workspace);
        return erased;
      } catch (error) {
        if (!(error instanceof DatabaseQueryError) || attempt === MAX_ATTEMPTS) throw error;
        await sleep(BETWEEN_ATTEMPTS_MS);
      }
    }
  }

  /** Adds to the table's count after each batch, so that a later failure loses none. */
  private async eraseTable(workspace: WorkspaceId, table: string, erased: Record<string, number>): Promise<void> {
    for (let count = BATCH_ROWS; count === BATCH_ROWS;) {
      count = await this.workspaces.erase(workspace, table, BATCH_ROWS);
      erased[table] = (erased[table] ?? 0) + count;
    }
  }

  private async find(caller: Caller, id: string): Promise<WorkspaceEntity> {
    const isVisible = id === caller.workspace || isOperator(caller);
    const workspace = isVisible ? await this.workspaces.findById(id) : undefined;
    if (workspace === undefined) throw new WorkspaceNotFoundError(id);
    return workspace;
  }
}
