import { Injectable } from '@nestjs/common';
import { ApiKeyNotFoundError } from '../../access/access.errors.js';
import { ConstraintViolationError } from '../../database/database.errors.js';
import { Database, onlyRow } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import { type Page, type PageRequest, Pagination } from '../../database/pagination.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { BudgetPeriod } from './budget-period.js';
import { spendingBetween } from './budget-spending.js';
import { BudgetEntity } from './budget.entity.js';

/** What a budget allows, and when. */
export type BudgetTerms = Pick<BudgetEntity, 'limitPicoUsd' | 'period' | 'timeZone' | 'mode'>;

/** In one period, in pico-USD. */
export interface BudgetFigures {
  spent: bigint;
  /** Leased to replicas for calls. */
  leased: bigint;
}

const table = new EntityTable(BudgetEntity);

@Injectable()
export class BudgetsRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
  ) {}

  /**
   * The first key of the chain of rotations that a key belongs to, for which its budget is kept.
   * @throws ApiKeyNotFoundError
   */
  async firstKeyOf(workspace: WorkspaceId, keyId: string): Promise<string> {
    const [key] = await this.database.read<{ first: string }>(
      'SELECT COALESCE(lineage_id, id) AS first FROM api_keys WHERE workspace_id = $1 AND id = $2',
      [workspace, keyId],
    );
    if (key === undefined) throw new ApiKeyNotFoundError(keyId);
    return key.first;
  }

  /**
   * Sets a budget. Idempotent. A new limit is announced anew when it is reached.
   * @param keyId the first key of its chain; `null` for the workspace
   * @throws ApiKeyNotFoundError where the key was erased meanwhile
   */
  async set(workspace: WorkspaceId, keyId: string | null, id: string, terms: BudgetTerms): Promise<BudgetEntity> {
    const { sql, values } = table.insertion({ workspaceId: workspace, id, keyId, ...terms });
    try {
      return await this.database.idempotentTransaction(async (query) => {
        await query(
          `UPDATE llm_budget_periods AS p SET announced = 0
           FROM llm_budgets b
           WHERE b.workspace_id = $1 AND b.key_id IS NOT DISTINCT FROM $2 AND b.limit_pico_usd <> $3
             AND p.workspace_id = b.workspace_id AND p.budget_id = b.id`,
          [workspace, keyId, terms.limitPicoUsd],
        );
        const rows = await query<BudgetEntity>(
          `INSERT INTO llm_budgets ${sql}
           ON CONFLICT ON CONSTRAINT ux_llm_budgets_key DO UPDATE
           SET (limit_pico_usd, period, time_zone, mode, updated_at)
             = (EXCLUDED.limit_pico_usd, EXCLUDED.period, EXCLUDED.time_zone, EXCLUDED.mode, clock_timestamp())
           RETURNING ${table.columns}`,
          values,
        );
        return onlyRow(rows);
      });
    } catch (error) {
      const isKeyGone = error instanceof ConstraintViolationError && error.constraint === 'fk_llm_budgets_key';
      throw isKeyGone && keyId !== null ? new ApiKeyNotFoundError(keyId) : error;
    }
  }

  /** @returns whether there was one */
  async delete(workspace: WorkspaceId, keyId: string | null): Promise<boolean> {
    const rows = await this.database.write(
      'DELETE FROM llm_budgets WHERE workspace_id = $1 AND key_id IS NOT DISTINCT FROM $2 RETURNING id',
      [workspace, keyId],
    );
    return rows.length > 0;
  }

  /** The budget of a workspace (`null`) or of a chain of keys. */
  async find(workspace: WorkspaceId, keyId: string | null): Promise<BudgetEntity | undefined> {
    const [budget] = await this.database.read<BudgetEntity>(
      `SELECT ${table.columns} FROM llm_budgets WHERE workspace_id = $1 AND key_id IS NOT DISTINCT FROM $2`,
      [workspace, keyId],
    );
    return budget;
  }

  /** The budgets that a call with this key counts against: that of its workspace, and its own. */
  async applyingTo(workspace: WorkspaceId, keyId: string | null): Promise<BudgetEntity[]> {
    return this.database.read<BudgetEntity>(
      `SELECT ${table.columns} FROM llm_budgets
       WHERE workspace_id = $1 AND (key_id IS NULL OR key_id = (
         SELECT COALESCE(k.lineage_id, k.id) FROM api_keys k WHERE k.workspace_id = $1 AND k.id = $2))
       ORDER BY key_id NULLS FIRST`,
      [workspace, keyId],
    );
  }

  /**
   * One page of a workspace's budgets, newest first.
   * @throws ValidationError if the cursor belongs to another list
   */
  list(workspace: WorkspaceId, page: PageRequest): Promise<Page<BudgetEntity>> {
    return this.pagination.newestFirst(table, { workspaceId: workspace }, page);
  }

  /** What was spent of each budget, and is leased, in its period; in their order. */
  async figures(budgets: readonly { budget: BudgetEntity; period: BudgetPeriod }[]): Promise<BudgetFigures[]> {
    if (budgets.length === 0) return [];
    const rows = await this.database.read<{ id: string; spent: string; leased: string }>(
      `SELECT b.id,
         COALESCE(p.spent_pico_usd, ${spendingBetween('asked.starts_at', 'asked.ends_at')})::text AS spent,
         COALESCE((
           SELECT sum(l.pico_usd) FROM llm_budget_leases l
           WHERE l.workspace_id = b.workspace_id AND l.budget_id = b.id AND l.starts_at = asked.starts_at
             AND l.ends_at = asked.ends_at AND l.expires_at > now()), 0)::text AS leased
       FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::timestamptz[])
         AS asked (workspace_id, id, starts_at, ends_at)
       JOIN llm_budgets b ON b.workspace_id = asked.workspace_id AND b.id = asked.id
       LEFT JOIN llm_budget_periods p ON p.workspace_id = b.workspace_id AND p.budget_id = b.id
         AND p.starts_at = asked.starts_at AND p.ends_at = asked.ends_at`,
      [
        budgets.map(({ budget }) => budget.workspaceId),
        budgets.map(({ budget }) => budget.id),
        budgets.map(({ period }) => period.startsAt),
        budgets.map(({ period }) => period.endsAt),
      ],
    );
    const byId = new Map(rows.map((row) => [row.id, { spent: BigInt(row.spent), leased: BigInt(row.leased) }]));
    return budgets.map(({ budget }) => byId.get(budget.id) ?? { spent: 0n, leased: 0n });
  }
}
