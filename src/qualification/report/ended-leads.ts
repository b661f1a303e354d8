/** A score that was made of a lead. */
export interface JudgedScore {
  method: string;
  model: string;
  profile_version: number;
  score: number;
  tier: string;
  /** Probability that the lead is won; `null` where the method has none. */
  probability: number | null;
  /** In whole pico-USD; `null` where it cost nothing. */
  cost: string | null;
  /** Whether the lead had ended by then, although that was not recorded yet. */
  is_late: boolean;
}

/** A lead that ended, as the database gives it. */
export interface EndedLead {
  won: boolean;
  /** Equal for leads of one person, or of one company. */
  kin: string;
  /** Worth of the deal, in USD with whole cents. */
  value: string | null;
  /** Whether it was scored only after its outcome was recorded. */
  after: boolean;
  /** The first one of each method, model and profile version, oldest first. */
  scores: JudgedScore[] | null;
}

/** A person or company with a larger part of the leads is none: perhaps it is a placeholder. As when models are learned. */
const LARGEST_PART = 0.05;

/** For each lead the number of its group: leads of one person or company often end alike, and count as fewer. */
export function groupsOf(leads: readonly Pick<EndedLead, 'kin'>[]): Int32Array {
  const sizes = new Map<string, number>();
  for (const { kin } of leads) sizes.set(kin, (sizes.get(kin) ?? 0) + 1);
  const largest = Math.max(1, LARGEST_PART * leads.length);
  const numbers = new Map<string, number>();
  return Int32Array.from(leads, ({ kin }, index) => {
    if ((sizes.get(kin) ?? 0) > largest) return leads.length + index;
    const number = numbers.get(kin) ?? index;
    numbers.set(kin, number);
    return number;
  });
}
