import type { Schemas } from '../api/client';

export type Profile = Schemas['ScoringProfileRequest'];

/** A stored profile as it may be sent back. */
export function draftOf(stored: Schemas['ScoringProfileResponse']): Profile {
  const own = new Set(['version', 'created_at']);
  return Object.fromEntries(Object.entries(stored).filter(([name]) => !own.has(name))) as unknown as Profile;
}

/** What the service would refuse, said before it is asked. */
export function problemsOf({ weights, tier_limits: { a, b, c } }: Profile): string[] {
  const sum = weights.company_fit + weights.contact_quality + weights.sales_potential;
  return [
    ...(Math.abs(sum - 1) < 0.00005
      ? []
      : [`The three weights add up to ${Math.round(sum * 100)} %; make them 100 %.`]),
    ...(a > b && b > c ? [] : ['Tier A must begin above tier B, and tier B above tier C.']),
  ];
}
