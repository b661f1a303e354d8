/**
 * Splits a total into whole hundredths by amounts, so that the parts add up to the total exactly: each gets its amount rounded
 * down, and those that lost most by it get one more.
 * @param total in hundredths
 * @param amounts exact, in hundredths; they add up to the total but for its rounding
 */
export function splitHundredths(total: number, amounts: readonly number[]): number[] {
  // Binary fractions fall short of whole numbers, such as 0.07 x 100.
  const parts = amounts.map((amount) => Math.floor(amount + 1e-6));
  const missing = total - parts.reduce((sum, part) => sum + part, 0);
  if (missing <= 0) return parts;
  const byLoss = amounts
    .map((amount, index) => ({ index, loss: amount - (parts[index] ?? 0) }))
    .toSorted((a, b) => b.loss - a.loss || a.index - b.index);
  for (const { index } of byLoss.slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}
