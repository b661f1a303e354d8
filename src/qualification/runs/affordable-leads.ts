import type { QualificationRunEntity } from './qualification-run.entity.js';

/** Of what the most expensive lead cost: the next one can cost more. */
const RESERVED_PERCENT = 125n;
/** After so many leads, what they cost says more than the estimate. */
const WELL_KNOWN = 20;

/** What a run may cost, and what it has cost so far. */
export type RunCosts = Pick<
  QualificationRunEntity,
  'maxCostPicoUsd' | 'costPicoUsd' | 'leadCostPicoUsd' | 'highestCostPicoUsd' | 'done'
>;

/**
 * How many more leads may be begun so that the run stays below what it may cost, even if each costs as much as the
 * most expensive so far: averages would be overdrawn by the leads under way.
 * @param running leads that are begun, whose cost is not known yet
 * @returns `Infinity` without a limit, or while leads cost nothing; at most 0 if the next lead could be too dear
 */
export function affordableLeads(run: RunCosts, running: number): number {
  if (run.maxCostPicoUsd === null) return Infinity;
  const highest = BigInt(run.highestCostPicoUsd);
  const expected = BigInt(run.leadCostPicoUsd);
  const perLead = run.done >= WELL_KNOWN || highest > expected ? highest : expected;
  if (perLead === 0n) return Infinity;
  const reserved = (perLead * RESERVED_PERCENT) / 100n;
  return Number((BigInt(run.maxCostPicoUsd) - BigInt(run.costPicoUsd)) / reserved) - running;
}
