import { escapedCells } from './escaped-quotes.js';
import { type FileRow, rowProblem, rowTooLong } from './file-row.js';

export const QUOTE = '"';
/** More than is shown of a row. */
const KEPT = 1_000;
const LINE_ENDS = /\r\n|\n|\r/g;
/**
 * Characters behind broken rows that are looked at, for each one of the file. Rows that break at the next quote, as most do,
 * take one at most.
 */
const LOOKED_AHEAD = 4;

/** What a reader looks for. */
type Mark = '\r' | '\n' | 'quote' | 'separator';

interface CsvRecord {
  cells: string[];
  /** Where its line end begins. */
  end: number;
}

/** What came of reading a record: more text is needed, or a quote is broken. */
type Unread = 'more' | 'broken';

/**
 * Reads CSV (RFC 4180) as it arrives: any line end, quotes with separators and line breaks in them, quotes inside of cells
 * without. A quote that finds no proper end costs its line: reading goes on with the next one.
 */
export class CsvReader {
  /** Cells that a row should have; a row of several lines that has another number is taken for a broken quote. */
  expectedCells: number | undefined;
  private text = '';
  private at = 0;
  private line: number;
  private isEnded = false;
  private isSkipping = false;
  /** Where the next one stands, so that a text without any is searched once. */
  private readonly next: Record<Mark, number> = { '\r': -1, '\n': -1, quote: -1, separator: -1 };
  /** Characters of the text that are worth another look, at a row that is not complete. */
  private enough = 0;
  /** Characters that may still be looked at in vain behind broken rows. */
  private lookAhead: number;

  /**
   * @param maxCharacters most characters of a row
   * @param firstLine of the text
   * @param quote that values stand in which have separators
   */
  constructor(
    private readonly separator: string,
    private readonly maxCharacters: number,
    firstLine = 1,
    private readonly quote: string = QUOTE,
  ) {
    this.line = firstLine;
    this.lookAhead = 2 * maxCharacters;
  }

  /** The rows that are complete with this text. */
  read(text: string): FileRow[] {
    this.text = this.text.slice(this.at) + text;
    this.at = 0;
    if (this.text.length < this.enough && !this.isEnded) return [];
    this.enough = 0;
    this.next['\r'] = this.next['\n'] = this.next.quote = this.next.separator = -1;
    const rows: FileRow[] = [];
    while (this.at < this.text.length) {
      const row = this.isSkipping ? this.skip() : this.row();
      if (row === 'more') break;
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  /** The rest of the rows. */
  end(): FileRow[] {
    this.isEnded = true;
    return this.read('');
  }

  private row(): FileRow | 'more' | undefined {
    const { line } = this;
    const lineEnd = this.lineEnd(this.at);
    if (lineEnd - this.at > this.maxCharacters) return this.tooLong();
    if (!this.isAt(lineEnd) && !this.isEnded) return 'more';
    const record = this.find('quote', this.at) < lineEnd ? this.withQuotes(lineEnd) : this.plain(lineEnd);
    if (record === 'more') return record;
    if (record === 'broken') return this.broken(lineEnd);
    this.goBehind(record.end);
    return { line, cells: record.cells };
  }

  private plain(end: number): CsvRecord {
    return { cells: this.text.slice(this.at, end).split(this.separator), end };
  }

  /** It looks far ahead, and perhaps for nothing. */
  private withQuotes(lineEnd: number): CsvRecord | Unread {
    const known = { ...this.next };
    const record = this.quoted(lineEnd);
    // It is looked at again when there is twice as much of it, or so much that it is too long.
    if (record === 'more') this.enough = Math.min(2 * (this.text.length - this.at), this.maxCharacters + 1);
    Object.assign(this.next, known);
    return record;
  }

  /** So that it does not look far ahead from every line, a row is broken that needs more than is left to look at. */
  private quoted(lineEnd: number): CsvRecord | Unread {
    const cells: string[] = [];
    for (let start = this.at; ; start++) {
      const ahead = Math.max(0, start - lineEnd);
      const cell = ahead > Math.max(0, this.lookAhead) ? 'broken' : (this.quotedCell(start) ?? this.plainCell(start));
      if (cell === 'broken') this.lookAhead -= ahead;
      if (typeof cell === 'string') return cell;
      cells.push(cell.text);
      start = cell.end;
      if (this.text[start] === this.separator) continue;
      if (start <= lineEnd) return { cells, end: start };
      if (!this.isAt(start) && !this.isEnded) return this.isUnderLimit ? 'more' : 'broken';
      if (this.isExpected(cells)) return { cells, end: start };
      this.lookAhead -= start - lineEnd;
      return 'broken';
    }
  }

  /** Cells that are too many are none where they are empty. */
  private isExpected(cells: string[]): boolean {
    const { expectedCells = cells.length } = this;
    return cells.length >= expectedCells && cells.slice(expectedCells).every((cell) => cell === '');
  }

  private plainCell(start: number): { text: string; end: number } {
    const lineEnd = this.lineEnd(start);
    const end = Math.min(this.find('separator', start), lineEnd);
    return { text: this.text.slice(start, end), end };
  }

  /** `undefined` for a cell that is in no quotes. */
  private quotedCell(start: number): { text: string; end: number } | Unread | undefined {
    let open = start;
    while (this.text[open] === ' ') open++;
    if (this.text[open] !== this.quote) return undefined;
    const close = this.closingQuote(open + 1);
    if (typeof close === 'string') return close;
    let end = close + 1;
    while (this.text[end] === ' ') end++;
    if (end >= this.text.length && !this.isEnded) return this.isUnderLimit ? 'more' : 'broken';
    const follows = this.text[end];
    if (follows !== undefined && follows !== this.separator && follows !== '\n' && follows !== '\r') {
      return open > start ? undefined : 'broken';
    }
    const text = this.text.slice(open + 1, close);
    return { text: text.includes(this.quote) ? text.replaceAll(this.quote.repeat(2), this.quote) : text, end };
  }

  private closingQuote(from: number): number | Unread {
    for (let index = from; ; index += 2) {
      index = this.text.indexOf(this.quote, index);
      if (index - this.at > this.maxCharacters) return 'broken';
      const isLast = index < 0 || index === this.text.length - 1;
      if (isLast && !this.isEnded) return this.isUnderLimit ? 'more' : 'broken';
      if (index < 0) return 'broken';
      if (this.text[index + 1] !== this.quote) return index;
    }
  }

  private broken(lineEnd: number): FileRow | 'more' {
    const { line } = this;
    const text = this.text.slice(this.at, lineEnd);
    this.goBehind(lineEnd);
    const escaped = escapedCells(text, this.separator, this.quote);
    if (escaped !== undefined) return { line, cells: escaped };
    const cells = text.split(this.separator).map((part) => withoutQuotes(part, this.quote));
    return { line, cells, problem: rowProblem('UNCLOSED_QUOTE', 'A quote is not closed properly in this row') };
  }

  private tooLong(): FileRow {
    const { line } = this;
    const start = this.text.slice(this.at, this.at + KEPT);
    this.isSkipping = true;
    return rowTooLong(line, start, this.maxCharacters);
  }

  /** Drops the rest of a row. */
  private skip(): 'more' | undefined {
    const end = this.lineEnd(this.at);
    if (!this.isAt(end) && !this.isEnded) {
      this.at = end;
      return 'more';
    }
    this.isSkipping = false;
    this.goBehind(end);
    return undefined;
  }

  /** Whether a record that is not complete may still become so. */
  private get isUnderLimit(): boolean {
    return this.text.length - this.at <= this.maxCharacters;
  }

  /** Where the line ends that `from` is in: at the end of the text, if it is not known. */
  private lineEnd(from: number): number {
    return Math.min(this.find('\n', from), this.find('\r', from));
  }

  /** Whether a line ends here for certain: a carriage return may be the half of a line end. */
  private isAt(end: number): boolean {
    return end < this.text.length - 1 || this.text[end] === '\n';
  }

  private find(mark: Mark, from: number): number {
    if (this.next[mark] < from) {
      const sign = mark === 'quote' ? this.quote : mark === 'separator' ? this.separator : mark;
      const found = this.text.indexOf(sign, from);
      this.next[mark] = found < 0 ? this.text.length : found;
    }
    return this.next[mark];
  }

  private goBehind(end: number): void {
    const isPair = this.text[end] === '\r' && this.text[end + 1] === '\n';
    const behind = Math.min(this.text.length, end + (isPair ? 2 : 1));
    const hasLines = this.lineEnd(this.at) < end;
    this.line += hasLines ? (this.text.slice(this.at, behind).match(LINE_ENDS)?.length ?? 0) : 1;
    this.lookAhead = Math.min(this.lookAhead + LOOKED_AHEAD * (behind - this.at), 2 * this.maxCharacters);
    this.at = behind;
  }
}

function withoutQuotes(part: string, quote: string): string {
  const start = part.startsWith(quote) ? 1 : 0;
  return part.slice(start, part.length > start && part.endsWith(quote) ? -1 : undefined);
}
