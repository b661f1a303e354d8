import { toCsv } from '../../csv/csv.js';
import type { ScoreComparison, ScoreWorth, ScoringReportResponse } from './scoring-report.dto.js';

type Cells = Record<string, string | number | null>;

const COLUMNS = [
  ...['row', 'method', 'model', 'profile_version', 'leads', 'won', 'lost', 'verdict', 'auc', 'auc_low', 'auc_high'],
  ...['A', 'B', 'C', 'D'].flatMap((tier) =>
    ['leads', 'won', 'rate', 'rate_low', 'rate_high'].map((name) => `tier_${tier.toLowerCase()}_${name}`),
  ),
  ...['lift', 'lift_low', 'lift_high', 'ece', 'cost_usd', 'cost_per_won_usd', 'won_value_usd', 'ended_before'],
  ...['second_method', 'second_model', 'second_profile_version', 'second_auc'],
  ...['difference', 'difference_low', 'difference_high', 'sentence'],
];

/** A report as a table: a row for each method, for each of its versions, and for each comparison. */
export function reportCsv({ methods, versions, comparisons }: ScoringReportResponse): string {
  return toCsv(COLUMNS, [
    ...methods.map((worth) => worthRow('method', worth)),
    ...versions.map((worth) => worthRow('version', worth)),
    ...comparisons.map(comparisonRow),
  ]);
}

function worthRow(row: string, worth: ScoreWorth): Cells {
  const cells = cellsOf(row, worth);
  for (const { tier, ...numbers } of worth.tiers) {
    for (const [name, value] of Object.entries(numbers)) cells[`tier_${tier.toLowerCase()}_${name}`] = value;
  }
  const { lift = null, lift_low = null, lift_high = null } = worth.top_fifth ?? {};
  return Object.assign(cells, { lift, lift_low, lift_high });
}

function comparisonRow(comparison: ScoreComparison): Cells {
  const { first, second } = comparison;
  const others = {
    second_method: second.method,
    second_model: second.model,
    second_profile_version: second.profile_version,
  };
  return Object.assign(cellsOf('comparison', first), cellsOf('comparison', comparison), others, {
    auc: comparison.first_auc,
  });
}

/** What fits into cells. */
function cellsOf(row: string, values: object): Cells {
  const cells = Object.entries(values).filter(([, value]) => value === null || typeof value !== 'object');
  return { row, ...Object.fromEntries<string | number | null>(cells) };
}
