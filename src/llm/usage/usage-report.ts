import type { Saving } from './saving.js';

/** What a report can be grouped by. */
export const USAGE_GROUPS = ['day', 'provider', 'model', 'strategy', 'operation', 'outcome'] as const;
export type UsageGroup = (typeof USAGE_GROUPS)[number];

/** From `from` on, until before `to`. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** What a number of attempts used and cost. */
export interface UsageFigures {
  /** Attempts, whatever their outcome. */
  readonly calls: number;
  /** Requests that they were made for. */
  readonly requests: number;
  readonly promptTokens: number;
  readonly cachedTokens: number;
  readonly completionTokens: number;
  readonly totalTokens: number;
  readonly costPicoUsd: bigint;
  /** Attempts without a whole answer; those that the caller cancelled do not count. */
  readonly failures: number;
  /** Of the attempts' whole times, in ms: the nearest rank, so a time that was measured; `null` where there are none. */
  readonly latencyP50Ms: number | null;
  readonly latencyP95Ms: number | null;
}

/** The figures of one group, and what it is a group of. */
export interface GroupedFigures extends UsageFigures {
  readonly group: Partial<Record<UsageGroup, string>>;
}

/** What the same tokens would have cost elsewhere. */
export interface UsageComparison {
  readonly mostExpensiveProvider: string;
  readonly costPicoUsd: bigint;
  readonly saving: Saving;
}

export interface UsageReport {
  readonly period: Period;
  readonly groupBy: readonly UsageGroup[];
  readonly groups: readonly GroupedFigures[];
  readonly total: UsageFigures;
  /** `null` where no provider is configured. */
  readonly comparison: UsageComparison | null;
}
