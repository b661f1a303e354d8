/** Keys shorter than this are near too many others, such as HOST to HOSTNAME. */
const MIN_LENGTH = 6;
const MAX_EDITS = 2;

/** Settings that share their first word, such as LLM_, make every other key with that word look like a setting. */
const MIN_FAMILY = 3;
/** RunPod gives its machines many variables of its own. */
const FOREIGN_FAMILIES = ['RUNPOD'];

/** A variable that no setting reads, although it looks like one. */
export interface UnknownKey {
  key: string;
  /** The setting that was probably meant. */
  meant?: string;
}

/** Keys that look like settings without being one: their values would be ignored silently. */
export function findUnknownKeys(keys: Iterable<string>, settings: readonly string[]): UnknownKey[] {
  const known = new Set(settings);
  const families = familiesOf(settings);
  return [...keys]
    .filter((key) => !known.has(key))
    .flatMap((key) => {
      const meant = settings.find((setting) => isNear(key, setting));
      if (meant !== undefined) return [{ key, meant }];
      return families.has(firstWord(key)) ? [{ key }] : [];
    });
}

function familiesOf(settings: readonly string[]): Set<string> {
  const sizes = new Map<string, number>();
  for (const word of settings.map(firstWord)) sizes.set(word, (sizes.get(word) ?? 0) + 1);
  for (const word of FOREIGN_FAMILIES) sizes.delete(word);
  return new Set([...sizes].filter(([, size]) => size >= MIN_FAMILY).map(([word]) => word));
}

function firstWord(key: string): string {
  return key.split('_', 1)[0] ?? key;
}

function isNear(key: string, setting: string): boolean {
  if (setting.length < MIN_LENGTH || Math.abs(key.length - setting.length) > MAX_EDITS) return false;
  const [written, wanted] = [normalized(key), normalized(setting)];
  return written === wanted || editDistance(written, wanted) <= (wanted.length < 2 * MIN_LENGTH ? 1 : MAX_EDITS);
}

/** Without what people vary: case, and the underscores between words. */
function normalized(key: string): string {
  return key.toUpperCase().replace(/[_-]/g, '');
}

/** Number of letters to insert, delete, replace or swap with their neighbour (optimal string alignment). */
function editDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Infinity;
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= to.length; column++) {
      const replaced = at(row - 1, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const isSwap = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swapped = isSwap ? at(row - 2, column - 2) + 1 : Infinity;
      current.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, replaced, swapped));
    }
  }
  return at(from.length, to.length);
}
