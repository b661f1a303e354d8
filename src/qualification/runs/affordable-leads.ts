import type { QualificationRunEntity } from './qualification-run.entity.js';

/** Of what the most expensive lead cost: the next one can cost more. */
const RESERVED_PERCENT = 125n;
/** Calls about a lead: an answer that is of no use is asked for once more. */
const MOST_CALLS = 2n;
/** After so many leads, what they cost says more than the estimate. */
const WELL_KNOWN = 20;

/** What a run may cost, and what it has cost so far. */
export type RunCosts = Pick<
  QualificationRunEntity,
  'maxCostPicoUsd' | 'costPicoUsd' | 'leadCostPicoUsd' | 'highestCostPicoUsd' | 'done' | 'failed'
>;

/**
 * How many more leads may be begun so that the run stays below what it may cost, even if each costs as much as the
 * most expensive so far: averages would be overdrawn by the leads under way. Before costs are known, each may take two
 * calls; where there is no money for that, one lead at a time is begun.
 * @param running leads that are begun, whose cost is not known yet
 * @returns `Infinity` without a limit, or while leads cost nothing; at most 0 if the next lead could be too dear
 */
export function affordableLeads(run: RunCosts, running: number): number {
  if (run.maxCostPicoUsd === null) return Infinity;
  const highest = BigInt(run.highestCostPicoUsd);
  const expected = BigInt(run.leadCostPicoUsd);
  const isKnown = run.done + run.failed >= WELL_KNOWN;
  const perLead = isKnown ? highest : larger(highest, expected);
  if (perLead === 0n) return Infinity;
  const left = BigInt(run.maxCostPicoUsd) - BigInt(run.costPicoUsd);
  const most = isKnown ? highest : larger(highest, expected * MOST_CALLS);
  const leads = Number(left / reserved(most)) - running;
  return leads < 1 && running === 0 ? Math.min(1, Number(left / reserved(perLead))) : leads;
}

function reserved(perLead: bigint): bigint {
  return (perLead * RESERVED_PERCENT) / 100n;
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other;
}
