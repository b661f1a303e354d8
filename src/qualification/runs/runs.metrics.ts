import { counter } from '../../telemetry/metrics.js';

const items = counter('qualification_run_items_total', 'Leads that runs have finished with, by what came of them.', [
  ...(['outcome'] as const),
]);

/** Counts leads of runs whose results are stored. */
export function countItems(results: readonly { error?: unknown }[]): void {
  const failed = results.filter(({ error }) => error !== undefined).length;
  if (failed > 0) items.inc({ outcome: 'failed' }, failed);
  if (failed < results.length) items.inc({ outcome: 'scored' }, results.length - failed);
}
