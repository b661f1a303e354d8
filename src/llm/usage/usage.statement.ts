import type { SqlPart } from '../../database/entity-table.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import type { UsageFilter, UsageGroup } from './usage.dto.js';

const UTC_DAY = `(created_at AT TIME ZONE 'UTC')::date`;

/** Sums come as floats, which are exact up to 2^53; money comes as digits. */
const FIGURES = `
  count(*)::float8 AS calls,
  count(DISTINCT request_id)::float8 AS requests,
  (count(*) FILTER (WHERE attempt > 1))::float8 AS fallbacks,
  COALESCE(sum(prompt_tokens), 0)::float8 AS "promptTokens",
  COALESCE(sum(cached_tokens), 0)::float8 AS "cachedTokens",
  COALESCE(sum(completion_tokens), 0)::float8 AS "completionTokens",
  COALESCE(sum(total_tokens), 0)::float8 AS "totalTokens",
  COALESCE(sum(cost_pico_usd), 0)::text AS "costPicoUsd",
  (count(*) FILTER (WHERE outcome IN ('error', 'truncated')))::float8 AS failures,
  percentile_disc(0.5) WITHIN GROUP (ORDER BY total_ms) AS "latencyP50Ms",
  percentile_disc(0.95) WITHIN GROUP (ORDER BY total_ms) AS "latencyP95Ms"`;

/** What each group is grouped by, where that is no column of its own name. */
const KEYS: Partial<Record<UsageGroup, string>> = { day: UTC_DAY, key: 'key_id' };
/** How each is shown. */
const LABELS: Partial<Record<UsageGroup, string>> = { day: `to_char(${UTC_DAY}, 'YYYY-MM-DD')`, key: 'key_id' };

/**
 * The statement for one workspace: one row for all, and a row for each group behind it, in order, `limit` of them at most.
 * All come from the same look at the table. They add up to the total, except by tags: an attempt counts for each of its own.
 */
export function usageStatement(
  workspace: WorkspaceId,
  filter: UsageFilter,
  groupBy: readonly UsageGroup[],
  limit: number,
): SqlPart {
  const { sql: condition, values } = conditionOf(workspace, filter);
  const keys = groupBy.map((group) => KEYS[group] ?? group);
  const labels = groupBy.map((group) => `${LABELS[group] ?? group} AS "${group}"`);
  const from = `FROM llm_calls WHERE ${condition}`;
  if (groupBy.length === 0) return { sql: `SELECT true AS "isTotal", ${FIGURES} ${from}`, values };
  const place = `$${values.length + 1}`;
  const order = `ORDER BY "isTotal" DESC, ${groupBy.map((group) => `"${group}"`).join(', ')} LIMIT ${place} + 1`;
  const sums = groupBy.includes('tag')
    ? `SELECT ${labels.join(', ')}, false AS "isTotal", ${FIGURES}
       FROM llm_calls LEFT JOIN unnest(tags) AS t (tag) ON true WHERE ${condition} GROUP BY ${keys.join(', ')}
       UNION ALL SELECT ${groupBy.map(() => 'NULL').join(', ')}, true, ${FIGURES} ${from}`
    : `SELECT ${labels.join(', ')}, GROUPING(${keys.join(', ')}) <> 0 AS "isTotal", ${FIGURES} ${from}
       GROUP BY GROUPING SETS ((${keys.join(', ')}), ())`;
  return { sql: withKeyNames(`${sums} ${order}`, groupBy, order), values: [...values, limit] };
}

/** A key is named as it is called now; one that was erased has no name. */
function withKeyNames(sql: string, groupBy: readonly UsageGroup[], order: string): string {
  if (!groupBy.includes('key')) return sql;
  return `SELECT sums.*, k.name AS "keyName" FROM (${sql}) AS sums
    LEFT JOIN api_keys AS k ON k.workspace_id = $1 AND k.id = sums.key ${order}`;
}

/** Values of conditions come first, so that the places of the others follow from their number. */
function conditionOf(workspace: WorkspaceId, { from, to, keyId, tag }: UsageFilter): SqlPart {
  const conditions: [sql: string, value: unknown][] = [
    ['workspace_id =', workspace],
    ['created_at >=', from],
    ['created_at <', to],
  ];
  if (keyId != null) conditions.push(['key_id =', keyId]);
  if (tag != null) conditions.push(['tags @>', [tag]]);
  return {
    sql: conditions.map(([condition], index) => `${condition} $${index + 1}`).join(' AND '),
    values: conditions.map(([, value]) => value),
  };
}
