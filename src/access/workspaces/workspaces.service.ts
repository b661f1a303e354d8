import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DatabaseQueryError } from '../../database/database.errors.js';
import type { Page, PageRequest } from '../../database/pagination.js';
import { DEFAULT_WORKSPACE_ID, type WorkspaceId } from '../../database/workspace-id.js';
import { AccessDeniedError, DefaultWorkspaceError, WorkspaceNotFoundError } from '../access.errors.js';
import { ApiKeyCache } from '../authentication/api-key-cache.service.js';
import { type Caller, isOperator } from '../caller.js';
import type { WorkspaceEntity } from './workspace.entity.js';
import { WORKSPACE_TABLES, WorkspacesRepository, type WorkspaceTable } from './workspaces.repository.js';

/** Rows erased by one statement, so that none runs into its time-out, however large the workspace. */
const ERASED_AT_ONCE = 5_000;
/** How often, and how far apart, an erasure is tried: for longer than any replica remembers a key. */
const MOST_ATTEMPTS = 20;
const BETWEEN_ATTEMPTS_MS = 500;

/** Proof of an erasure: what was there, and what was found afterwards. */
export interface Erasure {
  workspace: WorkspaceEntity;
  erased: Record<WorkspaceTable, number>;
  remaining: Record<WorkspaceTable, number>;
}

/** Workspaces. Admins of the default one see all of them; everybody else sees their own. */
@Injectable()
export class WorkspacesService {
  constructor(
    private readonly workspaces: WorkspacesRepository,
    private readonly ring: ApiKeyCache,
  ) {}

  /** @throws AccessDeniedError to all but operators */
  async create(caller: Caller, id: string, name: string): Promise<WorkspaceEntity> {
    assertOperator(caller);
    return this.workspaces.insert(id, name);
  }

  /** @throws WorkspaceNotFoundError, also for a workspace that is not the caller's */
  async get(caller: Caller, id: string): Promise<WorkspaceEntity> {
    const isVisible = id === caller.workspace || isOperator(caller);
    const workspace = isVisible ? await this.workspaces.findById(id) : undefined;
    if (workspace === undefined) throw new WorkspaceNotFoundError(id);
    return workspace;
  }

  /**
   * The workspace that a request names, or the caller's own where it names none.
   * @throws WorkspaceNotFoundError
   */
  async resolve(caller: Caller, id: string | null | undefined): Promise<WorkspaceId> {
    return id == null || id === caller.workspace ? caller.workspace : (await this.get(caller, id)).id;
  }

  /** @throws ValidationError if the cursor belongs to another list */
  list(caller: Caller, page: PageRequest): Promise<Page<WorkspaceEntity>> {
    return this.workspaces.list(isOperator(caller) ? undefined : caller.workspace, page);
  }

  /** @throws WorkspaceNotFoundError */
  async rename(caller: Caller, id: string, name: string): Promise<WorkspaceEntity> {
    const { id: found } = await this.get(caller, id);
    const renamed = await this.workspaces.rename(found, name);
    if (renamed === undefined) throw new WorkspaceNotFoundError(id);
    return renamed;
  }

  /**
   * Erases a workspace and all that is in it. Its keys end first. Erasing goes by parts, each of them final: what a fault
   * leaves undone is done by erasing again.
   * @throws WorkspaceNotFoundError, AccessDeniedError to all but operators, DefaultWorkspaceError
   */
  async erase(caller: Caller, id: string): Promise<Erasure> {
    const workspace = await this.get(caller, id);
    assertOperator(caller);
    if (workspace.id === DEFAULT_WORKSPACE_ID) throw new DefaultWorkspaceError();
    await this.workspaces.revokeKeys(workspace.id);
    this.ring.clear();
    const erased = await this.eraseRows(workspace.id);
    this.ring.clear();
    return { workspace, erased, remaining: await this.workspaces.countRows(workspace.id) };
  }

  /** Other replicas know the keys for a few seconds more; what comes in meanwhile may hold a row that is to go. */
  private async eraseRows(workspace: WorkspaceId): Promise<Record<WorkspaceTable, number>> {
    const erased = Object.fromEntries(WORKSPACE_TABLES.map((table) => [table, 0])) as Record<WorkspaceTable, number>;
    for (let attempt = 1; ; attempt++) {
      try {
        for (const table of WORKSPACE_TABLES) {
          let count = ERASED_AT_ONCE;
          while (count === ERASED_AT_ONCE) {
            count = await this.workspaces.erase(workspace, table, ERASED_AT_ONCE);
            erased[table] += count;
          }
        }
        await this.workspaces.delete(workspace);
        return erased;
      } catch (error) {
        if (!(error instanceof DatabaseQueryError) || attempt === MOST_ATTEMPTS) throw error;
        await sleep(BETWEEN_ATTEMPTS_MS);
      }
    }
  }
}

function assertOperator(caller: Caller): void {
  if (isOperator(caller)) return;
  throw new AccessDeniedError('admin', 'This needs an API key of the default workspace with the scope admin');
}
