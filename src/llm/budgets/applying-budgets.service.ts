import { Injectable } from '@nestjs/common';
import { type Entry, StaleCache } from '../../access/authentication/stale-cache.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { Budget } from './budget-bank.js';
import { BudgetsRepository } from './budgets.repository.js';

/** How long the budgets of a key are trusted: a change takes effect on every replica within this time, in ms. */
const TTL_MS = 2_000;
/** Keys whose budgets are remembered. */
const MOST_KEYS = 10_000;

/** The budgets that the calls of a key count against, cached for two seconds; for longer while the database is away. */
@Injectable()
export class ApplyingBudgets {
  private readonly cache: StaleCache<`${WorkspaceId}/${string}`, readonly Budget[]>;

  constructor(budgets: BudgetsRepository) {
    this.cache = new StaleCache<`${WorkspaceId}/${string}`, readonly Budget[]>(MOST_KEYS, TTL_MS, async (name) => {
      const [workspace, key] = name.split('/') as [WorkspaceId, string];
      const found = await budgets.applyingTo(workspace, key === '' ? null : key);
      return found.map(({ limitPicoUsd, ...terms }) => ({ ...terms, limitPicoUsd: BigInt(limitPicoUsd) }));
    });
  }

  /**
   * That of the workspace first.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError where they were never read, or too long ago
   */
  of(workspace: WorkspaceId, keyId: string | null): Entry<readonly Budget[]> | Promise<Entry<readonly Budget[]>> {
    return this.cache.load(`${workspace}/${keyId ?? ''}`);
  }

  /** So that a change made on this replica takes effect here at once. */
  clear(): void {
    this.cache.clear();
  }
}
