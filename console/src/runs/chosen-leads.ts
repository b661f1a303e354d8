/** In the address of a new run, that it is for the leads that were selected. */
export const CHOSEN = 'chosen';
const NAME = 'chosen-leads';
let chosen: readonly string[] = [];

/** Keeps the leads that were selected in the list: an address would be too short for their ids. */
export function chooseLeads(ids: readonly string[]): void {
  chosen = ids;
  try {
    sessionStorage.setItem(NAME, JSON.stringify(ids));
  } catch {
    // Without room, they hold until the page is left.
  }
}

export function chosenLeads(): readonly string[] {
  if (chosen.length > 0) return chosen;
  try {
    chosen = JSON.parse(sessionStorage.getItem(NAME) ?? '[]') as string[];
  } catch {
    // Nothing can be read, so that nothing is chosen.
  }
  return chosen;
}
