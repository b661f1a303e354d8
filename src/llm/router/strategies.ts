import { costOf, type TokenCounts } from '../providers/answers/price.js';
import type { ProviderProfile } from '../providers/provider-profile.js';
import type { BreakerState } from './circuit-breaker.js';
import type { RoutingStrategy } from '../llm.settings.js';
import type { RoundRobin } from './round-robin.js';

/** A provider as a strategy sees it: its profile and its current health. */
export interface Candidate {
  readonly profile: ProviderProfile;
  readonly breaker: BreakerState;
  /** How long the breaker stays open, in ms. */
  readonly openMsLeft: number;
  /** Time to the first token as it was measured, in ms; the profile's prior before that. */
  readonly latencyMs: number;
}

type Compare = (left: Candidate, right: Candidate) => number;

/**
 * All candidates in the order in which they are tried: first, by the strategy, those whose breaker lets calls through, then
 * the others, by the time at which theirs will.
 * @param expected the tokens that the request is expected to use
 * @param roundRobin state of `balanced`, which alone changes it
 */
export function orderBy(
  strategy: RoutingStrategy,
  candidates: readonly Candidate[],
  expected: TokenCounts,
  roundRobin: RoundRobin,
): Candidate[] {
  const ready = candidates.filter(({ breaker }) => breaker !== 'open');
  const open = candidates.filter(({ breaker }) => breaker === 'open').sort((a, b) => a.openMsLeft - b.openMsLeft);
  return [...ORDERS[strategy](ready, expected, roundRobin), ...open];
}

const ORDERS: Record<
  RoutingStrategy,
  (ready: Candidate[], expected: TokenCounts, roundRobin: RoundRobin) => Candidate[]
> = {
  cost_optimized: (ready, expected) => ready.toSorted(byCost(expected)),
  latency_optimized: (ready) => ready.toSorted((a, b) => a.latencyMs - b.latencyMs || byName(a, b)),
  quality_optimized: (ready) => ready.toSorted((a, b) => b.profile.quality - a.profile.quality || byName(a, b)),
  balanced: (ready, _, roundRobin) => {
    const sorted = ready.toSorted((a, b) => b.profile.weight - a.profile.weight || byName(a, b));
    const chosen = roundRobin.next(ready.map(({ profile }) => profile));
    return sorted.sort((a, b) => Number(b.profile.name === chosen) - Number(a.profile.name === chosen));
  },
};

function byCost(expected: TokenCounts): Compare {
  return (a, b) => {
    const difference = costOf(expected, a.profile.price) - costOf(expected, b.profile.price);
    return difference < 0n ? -1 : difference > 0n ? 1 : byName(a, b);
  };
}

/** Makes every order total, so that equal providers do not change places from call to call. */
function byName(a: Candidate, b: Candidate): number {
  return a.profile.name < b.profile.name ? -1 : a.profile.name > b.profile.name ? 1 : 0;
}
