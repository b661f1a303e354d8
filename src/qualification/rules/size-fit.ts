import type { EmployeeRange } from '../profile/scoring-profile.js';

/** How a company's size lies to the wanted ones; `near` is at most a factor of two away. */
export type SizeFit = 'inside' | 'overlapping' | 'near' | 'far';

/** Compares a size with all wanted ranges; ranges that touch (1-49, 50-200) count as one. */
export function sizeFit(size: EmployeeRange, wanted: readonly EmployeeRange[]): SizeFit {
  const ranges = joined(wanted);
  const upper = end(size);
  if (ranges.some((range) => size.min >= range.min && upper <= end(range))) return 'inside';
  if (ranges.some((range) => size.min <= end(range) && upper >= range.min)) return 'overlapping';
  if (ranges.some((range) => size.min <= end(range) * 2 && upper * 2 >= range.min)) return 'near';
  return 'far';
}

/** A range as people write it: "50-1000", "1000+", "12". */
export function writtenRange({ min, max }: EmployeeRange): string {
  if (max === null) return `${min}+`;
  return min === max ? `${min}` : `${min}-${max}`;
}

function end({ max }: EmployeeRange): number {
  return max ?? Infinity;
}

function joined(ranges: readonly EmployeeRange[]): EmployeeRange[] {
  const result: EmployeeRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.min - b.min)) {
    const last = result.at(-1);
    if (last && range.min <= end(last) + 1) {
      last.max = last.max === null || range.max === null ? null : Math.max(last.max, range.max);
    } else result.push({ min: range.min, max: range.max });
  }
  return result;
}
