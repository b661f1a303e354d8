import { counter } from '../../telemetry/metrics.js';
import type { BatchCounts } from './merge-progress.js';

const rows = counter('import_rows_total', 'Rows of imports that are merged, by what they did.', [
  ...(['outcome'] as const),
]);

/** Counts rows of an import whose merge is stored. */
export function countRows(counts: BatchCounts): void {
  for (const [outcome, count] of Object.entries<number>({ ...counts })) if (count > 0) rows.inc({ outcome }, count);
}
