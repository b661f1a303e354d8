import { Injectable } from '@nestjs/common';
import { Database, onlyRow, type Query } from '../../database/database.service.js';
import { newId } from '../../ids/new-id.js';
import type { Budget, LeaseAnswer, LeaseRequest } from './budget-bank.js';
import { type Threshold, reachedBy } from './budget-announcer.service.js';
import { grantFor } from './budget-grant.js';
import type { BudgetPeriod } from './budget-period.js';
import { spendingBetween } from './budget-spending.js';
import { BudgetSettings } from './budgets.settings.js';

/** Of the advisory locks that the trigger on `llm_calls` shares; its slots are the last six bits of a hash. */
const LOCK = 1_796_400_000;

interface PeriodRow {
  limit: string;
  spent: string;
  announced: number;
}

export interface LeasedAnswer extends LeaseAnswer {
  /** The share of the limit that this lease has reached as the first one in its period, in percent. */
  reached: Threshold | undefined;
}

/** Leases parts of budgets to this replica. PostgreSQL holds what is spent, and what all replicas have leased. */
@Injectable()
export class BudgetLeasesRepository {
  /** Names this process; a new one after each start, since leases of a dead one must end by themselves. */
  private readonly replicaId = newId();
  readonly leaseMs: number;

  constructor(
    private readonly database: Database,
    { leaseSeconds }: BudgetSettings,
  ) {
    this.leaseMs = leaseSeconds * 1_000;
  }

  /**
   * Sets this replica's lease. Idempotent: a repeated request sets it anew.
   * @returns `undefined` where the budget does not exist any more
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError, DatabaseReadOnlyError or DatabaseTimeoutError
   */
  async lease({ budget, period, held, free, needed }: LeaseRequest): Promise<LeasedAnswer | undefined> {
    return this.database.idempotentTransaction(async (query) => {
      const row = await this.lockPeriod(query, budget, period);
      if (row === undefined) return undefined;
      const [spent, limit] = [BigInt(row.spent), BigInt(row.limit)];
      const leased = await this.leasedToOthers(query, budget, period);
      const grant = grantFor({ limit, spent, leased, held, free, needed });
      await this.store(query, budget, period, held + free + grant.added);
      const reached = reachedBy(spent, limit);
      if (reached === undefined || reached <= row.announced) return { spent, ...grant, reached: undefined };
      await query(
        `UPDATE llm_budget_periods SET announced = $5
         WHERE workspace_id = $1 AND budget_id = $2 AND starts_at = $3 AND ends_at = $4`,
        [...keyOf(budget, period), reached],
      );
      return { spent, ...grant, reached };
    });
  }

  /** The row of the period, locked against other replicas; made if it is not there, when leases of dead ones go as well. */
  private async lockPeriod(query: Query, budget: Budget, period: BudgetPeriod): Promise<PeriodRow | undefined> {
    const [known] = await selectPeriod(query, budget, period);
    if (known !== undefined) return known;
    // Waits for rows of the ledger that are being stored, so that the sum misses none of them.
    await query('SELECT pg_advisory_xact_lock($1, hashtext($2) & 63)', [LOCK, budget.workspaceId]);
    await query(
      `INSERT INTO llm_budget_periods (workspace_id, budget_id, starts_at, ends_at, spent_pico_usd)
       SELECT b.workspace_id, b.id, $3, $4, ${spendingBetween('$3::timestamptz', '$4::timestamptz')}
       FROM llm_budgets b WHERE b.workspace_id = $1 AND b.id = $2
       ON CONFLICT DO NOTHING`,
      keyOf(budget, period),
    );
    await query(
      `DELETE FROM llm_budget_leases
       WHERE workspace_id = $1 AND budget_id = $2 AND expires_at < clock_timestamp() - interval '1 day'`,
      [budget.workspaceId, budget.id],
    );
    const [opened] = await selectPeriod(query, budget, period);
    return opened;
  }

  private async leasedToOthers(query: Query, budget: Budget, period: BudgetPeriod): Promise<bigint> {
    const rows = await query<{ picoUsd: string }>(
      `SELECT COALESCE(sum(pico_usd), 0)::text AS "picoUsd" FROM llm_budget_leases
       WHERE workspace_id = $1 AND budget_id = $2 AND starts_at = $3 AND ends_at = $4
         AND replica_id <> $5 AND expires_at > clock_timestamp()`,
      [...keyOf(budget, period), this.replicaId],
    );
    return BigInt(onlyRow(rows).picoUsd);
  }

  private async store(query: Query, budget: Budget, period: BudgetPeriod, picoUsd: bigint): Promise<void> {
    if (picoUsd === 0n) {
      await query('DELETE FROM llm_budget_leases WHERE workspace_id = $1 AND budget_id = $2 AND replica_id = $3', [
        ...[budget.workspaceId, budget.id, this.replicaId],
      ]);
      return;
    }
    await query(
      `INSERT INTO llm_budget_leases (workspace_id, budget_id, starts_at, ends_at, replica_id, pico_usd, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, clock_timestamp() + make_interval(secs => $7))
       ON CONFLICT ON CONSTRAINT pk_llm_budget_leases DO UPDATE
       SET (starts_at, ends_at, pico_usd, expires_at)
         = (EXCLUDED.starts_at, EXCLUDED.ends_at, EXCLUDED.pico_usd, EXCLUDED.expires_at)`,
      [...keyOf(budget, period), this.replicaId, picoUsd, this.leaseMs / 1_000],
    );
  }
}

async function selectPeriod(query: Query, budget: Budget, period: BudgetPeriod): Promise<PeriodRow[]> {
  return query<PeriodRow>(
    `SELECT b.limit_pico_usd::text AS limit, p.spent_pico_usd::text AS spent, p.announced
     FROM llm_budget_periods p JOIN llm_budgets b ON b.workspace_id = p.workspace_id AND b.id = p.budget_id
     WHERE p.workspace_id = $1 AND p.budget_id = $2 AND p.starts_at = $3 AND p.ends_at = $4
     FOR NO KEY UPDATE OF p`,
    keyOf(budget, period),
  );
}

function keyOf({ workspaceId, id }: Budget, { startsAt, endsAt }: BudgetPeriod): [string, string, Date, Date] {
  return [workspaceId, id, startsAt, endsAt];
}
