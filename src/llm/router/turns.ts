/** What smooth weighted round robin remembers: by how much each provider is behind its share. */
export type Turns = Map<string, number>;

/**
 * Whose turn it is, by smooth weighted round robin, as nginx has it: every provider gains its weight, the one that is
 * furthest behind goes, and pays the sum of all weights. With weights 4 and 1 any five turns in a row split exactly 4:1.
 * @returns `undefined` for no providers
 */
export function nextInTurn(turns: Turns, providers: readonly { name: string; weight: number }[]): string | undefined {
  let chosen: string | undefined;
  let most = -Infinity;
  let sum = 0;
  for (const { name, weight } of providers) {
    const credit = (turns.get(name) ?? 0) + weight;
    turns.set(name, credit);
    sum += weight;
    if (credit > most) {
      most = credit;
      chosen = name;
    }
  }
  if (chosen !== undefined) turns.set(chosen, most - sum);
  return chosen;
}
