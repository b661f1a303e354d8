import { Injectable } from '@nestjs/common';
import { Database, onlyRow, type Query } from '../../database/database.service.js';
import { EntityTable } from '../../database/entity-table.js';
import { type Page, type PageRequest, Pagination } from '../../database/pagination.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { LeadEntity } from '../../leads/lead.entity.js';
import { RunItemEntity, type RunItemState } from './run-item.entity.js';
import { type RunSelection, selectionSql } from './run-selections.repository.js';
import type { RunKey } from './runs.repository.js';

/** A lead of a run that this process may score. */
export interface ClaimedItem {
  position: number;
  leadId: string;
  attempt: number;
}

/** Leads of a run that one statement takes: some seconds on a slow machine. */
const AT_ONCE = 25_000;
/** Of the ids of leads. */
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

const items = new EntityTable(RunItemEntity);
const leads = new EntityTable(LeadEntity);

@Injectable()
export class RunItemsRepository {
  constructor(
    private readonly database: Database,
    private readonly pagination: Pagination,
  ) {}

  /**
   * Puts the leads of the selection on the list of a run, the newest last; returns how many there are. Each statement takes
   * some of them, so that none runs into its time-out.
   */
  async fill(query: Query, { workspace, runId }: RunKey, selection: RunSelection): Promise<number> {
    const { sql, parameters } = selectionSql(workspace, selection, 'id');
    // A connection keeps its plan for checking foreign keys until the table is analyzed: one that was made while there were a few
    // leads would now read all of them for each row.
    await query('DISCARD PLANS');
    const [run, count, last, most] = [1, 2, 3, 4].map((place) => `$${parameters.length + place}`);
    let page = { count: 0, last: BEFORE_ALL };
    for (let total = 0; ; total += page.count) {
      page = onlyRow(
        await query<typeof page>(
          `WITH chosen AS MATERIALIZED (
             SELECT id FROM (${sql}) AS selected WHERE id > ${last}::uuid ORDER BY id LIMIT ${most}::int
           ), added AS (
             INSERT INTO run_items (workspace_id, run_id, lead_id, position)
             SELECT $1, ${run}, id, ${count}::int + row_number() OVER (ORDER BY id) FROM chosen
           )
           SELECT count(*)::int AS count, (SELECT id FROM chosen ORDER BY id DESC LIMIT 1) AS last FROM chosen`,
          [...parameters, runId, total, page.last, AT_ONCE],
        ),
      );
      if (page.count < AT_ONCE) return total + page.count;
    }
  }

  /** Takes at most `count` leads that wait, the first ones, and a lease on each. */
  claim(
    query: Query,
    { workspace, runId }: RunKey,
    { leaseId, leaseSeconds, count }: { leaseId: string; leaseSeconds: number; count: number },
  ): Promise<ClaimedItem[]> {
    return query<ClaimedItem>(
      `UPDATE run_items SET state = 'running', attempt = attempt + 1, lease_id = $3,
         lease_until = clock_timestamp() + make_interval(secs => $4)
       WHERE workspace_id = $1 AND run_id = $2 AND position = ANY (ARRAY(
         SELECT position FROM run_items
         WHERE workspace_id = $1 AND run_id = $2 AND state = 'waiting'
           AND (lease_until IS NULL OR lease_until <= clock_timestamp())
         ORDER BY position LIMIT $5 FOR UPDATE SKIP LOCKED
       ))
       RETURNING position, lead_id AS "leadId", attempt`,
      [workspace, runId, leaseId, leaseSeconds, count],
    );
  }

  /** How many leads of a run are being scored. */
  async countRunning(query: Query, { workspace, runId }: RunKey): Promise<number> {
    const { count } = onlyRow(
      await query<{ count: number }>(
        `SELECT count(*)::int AS count FROM run_items WHERE workspace_id = $1 AND run_id = $2 AND state = 'running'`,
        [workspace, runId],
      ),
    );
    return count;
  }

  /**
   * Renews leases.
   * @returns the positions of those that were still held
   */
  async renew(
    { workspace, runId }: RunKey,
    { leaseId, leaseSeconds, positions }: { leaseId: string; leaseSeconds: number; positions: number[] },
  ): Promise<Set<number>> {
    const renewed = await this.database.idempotentWrite<{ position: number }>(
      `${heldSql('$3', '$5')}
       UPDATE run_items AS item SET lease_until = clock_timestamp() + make_interval(secs => $4)
       FROM held
       WHERE item.workspace_id = $1 AND item.run_id = $2 AND item.position = held.position AND item.position = ANY($5::int[])
       RETURNING item.position`,
      [workspace, runId, leaseId, leaseSeconds, positions],
    );
    return new Set(renewed.map(({ position }) => position));
  }

  /**
   * Puts leads back that this process was to score.
   * @param pauseMs how long they are not taken again
   * @param costPicoUsd what each has cost since it was taken
   * @returns how many there were; others have lost their lease
   */
  async putBack(
    query: Query,
    { workspace, runId }: RunKey,
    {
      leaseId,
      positions,
      pauseMs,
      isCounted,
      costPicoUsd = null,
    }: { leaseId: string; positions: number[]; pauseMs: number; isCounted: boolean; costPicoUsd?: string | null },
  ): Promise<number> {
    const moved = await query(
      `${heldSql('$3', '$4')}
       UPDATE run_items AS item SET lease_id = NULL, attempt = attempt - $5::int,
         state = (
           SELECT CASE WHEN state = 'cancelled' THEN 'cancelled' ELSE 'waiting' END FROM qualification_runs
           WHERE workspace_id = $1 AND id = $2
         ),
         lease_until = clock_timestamp() + make_interval(secs => $6::float8),
         cost_pico_usd = ${addedTo('item.cost_pico_usd', '$7::numeric')}
       FROM held
       WHERE item.workspace_id = $1 AND item.run_id = $2 AND item.position = held.position AND item.position = ANY($4::int[])
       RETURNING item.position`,
      [workspace, runId, leaseId, positions, isCounted ? 0 : 1, pauseMs / 1_000, costPicoUsd],
    );
    return moved.length;
  }

  /** Drops what is not begun. */
  async cancelWaiting(query: Query, key: RunKey): Promise<void> {
    await moveAll(query, key, 'waiting', "state = 'cancelled', lease_until = NULL");
  }

  /** Has those wait again that failed; returns how many there were. */
  async retryFailed(query: Query, key: RunKey): Promise<number> {
    return moveAll(query, key, 'failed', "state = 'waiting', attempt = 0, error = NULL, lease_until = NULL");
  }

  /** One page of the leads of a run, in their order. */
  list({ workspace, runId }: RunKey, state: RunItemState | undefined, page: PageRequest): Promise<Page<ListedItem>> {
    return this.pagination.page<ListedItem>(
      { items: runId, workspace, state },
      page,
      (limit, after) =>
        this.database.read<ListedItem>(
          `SELECT item.*, lead.company_name AS "companyName" FROM (
             SELECT ${items.columns}, lead_id AS id FROM run_items
             WHERE workspace_id = $1 AND run_id = $2 AND position > $3 ${state === undefined ? '' : 'AND state = $5'}
             ORDER BY position LIMIT $4
           ) AS item
           CROSS JOIN LATERAL (
             SELECT company_name FROM leads WHERE workspace_id = $1 AND leads.id = item.id OFFSET 0
           ) AS lead
           ORDER BY position`,
          [workspace, runId, after?.key ?? 0, limit, ...(state === undefined ? [] : [state])],
        ),
      ({ position }) => position,
    );
  }

  /** Leads as they are now, by their ids. */
  readLeads(query: Query, workspace: WorkspaceId, ids: string[]): Promise<LeadEntity[]> {
    return query<LeadEntity>(
      `SELECT lead.* FROM unnest($2::uuid[]) AS wanted (id)
       CROSS JOIN LATERAL (
         SELECT ${leads.columns} FROM leads WHERE workspace_id = $1 AND leads.id = wanted.id OFFSET 0
       ) AS lead`,
      [workspace, ids],
    );
  }
}

/**
 * The SQL of positions on which a process has its lease still, locked in their order. The key alone finds the rows: without
 * statistics, a condition on their state has all rows of the workspace read.
 */
function heldSql(leaseId: string, positions: string): string {
  return `WITH held AS MATERIALIZED (
         SELECT own.position FROM (SELECT position FROM unnest(${positions}::int[]) AS w (position) ORDER BY position) AS own
         CROSS JOIN LATERAL (
           SELECT FROM run_items AS item
           WHERE item.workspace_id = $1 AND item.run_id = $2 AND item.position = own.position
             AND item.state = 'running' AND item.lease_id = ${leaseId}
           FOR UPDATE
         ) AS locked
       )`;
}

/** The SQL of a cost that something is added to; null where there is neither. */
export function addedTo(cost: string, added: string): string {
  return `COALESCE(${cost} + ${added}, ${cost}, ${added})`;
}

/** A lead of a run, as lists have it: with the name that it has now. */
export type ListedItem = RunItemEntity & { id: string; companyName: string };

/** Changes all leads of a run that are in one state, which they leave; some by each statement. Returns how many there were. */
async function moveAll(
  query: Query,
  { workspace, runId }: RunKey,
  from: RunItemState,
  assignments: string,
): Promise<number> {
  for (let total = 0; ;) {
    const { count, isLast } = onlyRow(
      await query<{ count: number; isLast: boolean }>(
        `WITH next AS (
           SELECT position FROM run_items WHERE workspace_id = $1 AND run_id = $2 AND state = $3
           ORDER BY position OFFSET $4 LIMIT 1
         ), moved AS (
           UPDATE run_items SET ${assignments}
           WHERE workspace_id = $1 AND run_id = $2 AND state = $3
             AND position < COALESCE((SELECT position FROM next), 2147483647)
           RETURNING position
         )
         SELECT (SELECT count(*)::int FROM moved) AS count, NOT EXISTS (SELECT FROM next) AS "isLast"`,
        [workspace, runId, from, AT_ONCE],
      ),
    );
    total += count;
    if (isLast) return total;
  }
}
