const DIGITS = 1e4;

/** With four decimals, which is finer than any interval; `null` where there is none. */
export function rounded(value: number): number;
export function rounded(value: number | undefined): number | null;
export function rounded(value: number | undefined): number | null {
  return value === undefined ? null : Math.round(value * DIGITS) / DIGITS;
}
