export const SEPARATORS = [',', ';', '\t', '|'];

const SAMPLED_LINES = 20;
/** The line by which Excel is told the separator, which may be any sign: `sep=;`. */
const DECLARED = /^\s*"?sep=(?<separator>[^\p{L}\p{N}"\r\n])"?[ \t]*(?<end>\r\n|\n|\r)/iu;

export interface FoundSeparator {
  /** `null` where the table has one column. */
  separator: string | null;
  /** Characters of a line that declares it, which is no row. */
  skip: number;
}

/**
 * The separator of a table: the one that its first lines name, or that most of them have equally often outside of quotes.
 * @param text the beginning of a file
 */
export function findSeparator(text: string): FoundSeparator {
  const declared = DECLARED.exec(text);
  if (declared !== null) {
    return { separator: declared.groups?.separator ?? ',', skip: declared[0].length };
  }
  const all = unquotedLines(text);
  if (isOneColumn(all.slice(0, SAMPLED_LINES))) return { separator: null, skip: 0 };
  // The last one may be cut.
  const lines = all.slice(0, Math.max(1, Math.min(SAMPLED_LINES, all.length - 1)));
  const ranked = SEPARATORS.map((separator) => ({ separator, ...agreement(lines, separator) }));
  const best = ranked.reduce((one, other) => (isBetter(other, one) ? other : one));
  return { separator: best.separator, skip: 0 };
}

/**
 * Whether separators are parts of values: the first line has none, nor have most others, and they do not stand together, as
 * those of a table below a title do.
 */
function isOneColumn(lines: string[]): boolean {
  const [isFirst = true, ...others] = lines.map((line) => SEPARATORS.some((separator) => line.includes(separator)));
  const count = others.filter(Boolean).length;
  if (isFirst || count === 0 || 2 * count >= lines.length) return false;
  return count === 1 || others.includes(false, others.indexOf(true));
}

interface Agreement {
  /** Lines that have it equally often. */
  lines: number;
  /** How often. */
  count: number;
}

function isBetter(one: Agreement, other: Agreement): boolean {
  return one.lines === other.lines ? one.count > other.count : one.lines > other.lines;
}

/** The lines, without what stands in quotes. */
function unquotedLines(text: string): string[] {
  const unquoted = text.replace(/"(?:[^"]|"")*(?:"|$)/g, '');
  return unquoted.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
}

function agreement(lines: string[], separator: string): Agreement {
  const often = new Map<number, number>();
  for (const line of lines) {
    const count = line.split(separator).length - 1;
    if (count > 0) often.set(count, (often.get(count) ?? 0) + 1);
  }
  const ranked = [...often].sort(([a, lessOften], [b, moreOften]) => moreOften - lessOften || b - a);
  const [count, found] = ranked[0] ?? [0, 0];
  return { lines: found, count };
}
