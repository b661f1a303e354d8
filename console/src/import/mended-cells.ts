import { signal } from '@preact/signals';

/** What was typed into refused rows, by their lines. */
export type MendedCells = Readonly<Record<string, readonly string[]>>;

/** The work on the refused rows of an import. It outlives a reload of the page, and ends with its tab. */
interface Mending {
  /** Rows that were mended, and not sent yet. */
  cells: MendedCells;
  /** Rows that were sent again, by their lines: the import that they went into. */
  sent: Readonly<Record<string, string>>;
}

const shown = signal<{ id: string; work: Mending }>({ id: '', work: { cells: {}, sent: {} } });

export function mendingOf(id: string): Mending {
  if (shown.peek().id !== id) shown.value = { id, work: stored(id) };
  return shown.value.work;
}

export function setMended(id: string, line: string, cells: readonly string[] | undefined): void {
  const work = mendingOf(id);
  const others = Object.entries(work.cells).filter(([other]) => other !== line);
  keep(id, { ...work, cells: Object.fromEntries(cells === undefined ? others : [...others, [line, cells]]) });
}

/** That rows went into another import, which says what came of them. */
export function setSent(id: string, lines: readonly string[], into: string): void {
  const { cells, sent } = mendingOf(id);
  keep(id, {
    cells: Object.fromEntries(Object.entries(cells).filter(([line]) => !lines.includes(line))),
    sent: { ...sent, ...Object.fromEntries(lines.map((line) => [line, into])) },
  });
}

function keep(id: string, work: Mending): void {
  shown.value = { id, work };
  try {
    sessionStorage.setItem(keyOf(id), JSON.stringify(work));
  } catch {
    // Without room, it holds until the page is left.
  }
}

function stored(id: string): Mending {
  try {
    return { cells: {}, sent: {}, ...(JSON.parse(sessionStorage.getItem(keyOf(id)) ?? '{}') as Partial<Mending>) };
  } catch {
    return { cells: {}, sent: {} };
  }
}

function keyOf(id: string): string {
  return `mended-${id}`;
}
