/** What a backslash stands before, or a quote that is doubled; by the quote that values stand in. */
const ESCAPES: Record<string, RegExp> = { '"': /\\(["\\])|""/g, "'": /\\(['\\])|''/g };

/**
 * The cells of a line whose quotes stand behind backslashes, as MySQL and PHP write them: `"Say \"Hi\""`. `undefined` where it
 * has none, or cannot be read so either.
 */
export function escapedCells(line: string, separator: string, quote: string): string[] | undefined {
  const escapes = ESCAPES[quote];
  if (escapes === undefined || !line.includes(`\\${quote}`)) return undefined;
  const cells: string[] = [];
  for (let at = 0; ; at++) {
    let end: number;
    if (line[at] === quote) {
      const close = closingQuote(line, at + 1, quote);
      if (close === undefined) return undefined;
      cells.push(line.slice(at + 1, close).replace(escapes, (_, escaped?: string) => escaped ?? quote));
      end = close + 1;
      if (end < line.length && line[end] !== separator) return undefined;
    } else {
      const next = line.indexOf(separator, at);
      end = next < 0 ? line.length : next;
      cells.push(line.slice(at, end));
    }
    if (end >= line.length) return cells;
    at = end;
  }
}

function closingQuote(line: string, from: number, quote: string): number | undefined {
  for (let at = from; at < line.length; at++) {
    if (line[at] === '\\') at++;
    else if (line[at] === quote && line[at + 1] === quote) at++;
    else if (line[at] === quote) return at;
  }
  return undefined;
}
