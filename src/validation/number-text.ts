/** A finite number as people write it: a whole one has no exponent. */
export function digitsOf(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}
