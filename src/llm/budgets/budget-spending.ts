/**
 * SQL for what the budget `b` has spent from `from` on until before `to`: the sum of the ledger's rows of its workspace, or
 * of the keys in its chain of rotations. The parameters are SQL expressions.
 */
export function spendingBetween(from: string, to: string): string {
  return `(
    SELECT COALESCE(sum(c.cost_pico_usd), 0) FROM llm_calls c
    WHERE c.workspace_id = b.workspace_id AND c.created_at >= ${from} AND c.created_at < ${to}
      AND (b.key_id IS NULL OR c.key_id IN (
        SELECT k.id FROM api_keys k
        WHERE k.workspace_id = b.workspace_id AND COALESCE(k.lineage_id, k.id) = b.key_id)))`;
}
