import { signal } from '@preact/signals';

/** What was typed into refused rows, by their lines. It outlives a reload of the page, and ends with its tab. */
export type MendedCells = Readonly<Record<string, readonly string[]>>;

const shown = signal<{ id: string; cells: MendedCells }>({ id: '', cells: {} });

export function mendedCells(id: string): MendedCells {
  if (shown.peek().id !== id) shown.value = { id, cells: stored(id) };
  return shown.value.cells;
}

export function setMended(id: string, line: string, cells: readonly string[] | undefined): void {
  const others = Object.entries(mendedCells(id)).filter(([other]) => other !== line);
  const next = Object.fromEntries(cells === undefined ? others : [...others, [line, cells]]);
  shown.value = { id, cells: next };
  try {
    sessionStorage.setItem(keyOf(id), JSON.stringify(next));
  } catch {
    // Without room, it holds until the page is left.
  }
}

function stored(id: string): MendedCells {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(id)) ?? '{}') as MendedCells;
  } catch {
    return {};
  }
}

function keyOf(id: string): string {
  return `mended-${id}`;
}
