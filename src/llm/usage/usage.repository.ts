import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { type FromWire, toWire } from '../../validation/wire.js';
import { fromPicoUsd } from '../providers/price.js';
import { type Period, UsageFiguresResponse, type UsageGroup, type UsageGroupResponse } from './usage.dto.js';

type UsageRow = FromWire<Omit<UsageFiguresResponse, 'cost_usd'>> &
  Partial<Record<UsageGroup, string>> & { costPicoUsd: string; isTotal: boolean };

const UTC_DAY = `(created_at AT TIME ZONE 'UTC')::date`;

/** Sums come as floats, which are exact up to 2^53; money comes as digits. */
const FIGURES = `
  count(*)::float8 AS calls,
  count(DISTINCT request_id)::float8 AS requests,
  COALESCE(sum(prompt_tokens), 0)::float8 AS "promptTokens",
  COALESCE(sum(cached_tokens), 0)::float8 AS "cachedTokens",
  COALESCE(sum(completion_tokens), 0)::float8 AS "completionTokens",
  COALESCE(sum(total_tokens), 0)::float8 AS "totalTokens",
  COALESCE(sum(cost_pico_usd), 0)::text AS "costPicoUsd",
  (count(*) FILTER (WHERE outcome IN ('error', 'truncated')))::float8 AS failures,
  percentile_disc(0.5) WITHIN GROUP (ORDER BY total_ms) AS "latencyP50Ms",
  percentile_disc(0.95) WITHIN GROUP (ORDER BY total_ms) AS "latencyP95Ms"`;

/**
 * The statement for one workspace (`$1`) from `$2` until before `$3`: a row for each group, in order, and one for all.
 * Both come from the same look at the table, so that the groups always add up to the total.
 */
export function usageStatement(groupBy: readonly UsageGroup[]): string {
  const keys = groupBy.map((group) => (group === 'day' ? UTC_DAY : group));
  const labels = groupBy.map((group) => (group === 'day' ? `to_char(${UTC_DAY}, 'YYYY-MM-DD') AS day` : group));
  const isTotal = keys.length === 0 ? 'true' : `GROUPING(${keys.join(', ')}) <> 0`;
  return `
    SELECT ${[...labels, `${isTotal} AS "isTotal"`, FIGURES].join(', ')}
    FROM llm_calls
    WHERE workspace_id = $1 AND created_at >= $2 AND created_at < $3
    GROUP BY ${keys.length === 0 ? '()' : `GROUPING SETS ((${keys.join(', ')}), ())`}
    ORDER BY ${['"isTotal"', ...keys].join(', ')}`;
}

/** Reads the ledger's sums. */
@Injectable()
export class UsageRepository {
  constructor(private readonly database: Database) {}

  /** What the attempts of a workspace used and cost, all of them together and by group. */
  async sum(
    workspace: WorkspaceId,
    { from, to }: Period,
    groupBy: readonly UsageGroup[],
  ): Promise<{ groups: UsageGroupResponse[]; total: UsageFiguresResponse }> {
    const rows = await this.database.read<UsageRow>(usageStatement(groupBy), [workspace, from, to]);
    const total = rows.find(({ isTotal }) => isTotal);
    if (total === undefined) throw new Error('The sum of all rows is missing');
    const groups = groupBy.length === 0 ? rows : rows.filter(({ isTotal }) => !isTotal);
    return {
      groups: groups.map((row) => Object.assign(labelsOf(row, groupBy), toFigures(row))),
      total: toFigures(total),
    };
  }
}

function labelsOf(row: UsageRow, groupBy: readonly UsageGroup[]): Partial<Record<UsageGroup, string>> {
  return Object.fromEntries(groupBy.map((group) => [group, row[group]]));
}

function toFigures(row: UsageRow): UsageFiguresResponse {
  return toWire(UsageFiguresResponse, { ...row, costUsd: fromPicoUsd(BigInt(row.costPicoUsd)) });
}
