/**
 * Smooth weighted round robin, as in nginx: every provider gains its weight, the one with the most credit is next and pays
 * the sum of all weights. With weights 4 and 1 any five picks in a row split exactly 4:1.
 */
export class RoundRobin {
  private readonly credits = new Map<string, number>();

  /** @returns `undefined` without providers */
  next(providers: readonly { name: string; weight: number }[]): string | undefined {
    let chosen: string | undefined;
    let most = -Infinity;
    let sum = 0;
    for (const { name, weight } of providers) {
      const credit = (this.credits.get(name) ?? 0) + weight;
      this.credits.set(name, credit);
      sum += weight;
      if (credit > most) {
        most = credit;
        chosen = name;
      }
    }
    if (chosen !== undefined) this.credits.set(chosen, most - sum);
    return chosen;
  }
}
