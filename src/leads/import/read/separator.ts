const SEPARATORS = [',', ';', '\t', '|'];

const SAMPLED_LINES = 20;
/** The line by which Excel is told the separator, which may be any sign: `sep=;`. */
const DECLARED = /^\s*"?sep=(?<separator>[^\p{L}\p{N}"\r\n])"?[ \t]*(?<end>\r\n|\n|\r)/iu;

export interface FoundSeparator {
  separator: string;
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
  const lines = unquotedLines(text);
  const ranked = SEPARATORS.map((separator) => ({ separator, ...agreement(lines, separator) }));
  const best = ranked.reduce((one, other) => (isBetter(other, one) ? other : one));
  return { separator: best.separator, skip: 0 };
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

/** The first lines, without what stands in quotes. */
function unquotedLines(text: string): string[] {
  const unquoted = text.replace(/"(?:[^"]|"")*(?:"|$)/g, '');
  const lines = unquoted.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  // The last one may be cut.
  return lines.slice(0, Math.max(1, Math.min(SAMPLED_LINES, lines.length - 1)));
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
