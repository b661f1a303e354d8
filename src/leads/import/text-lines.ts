import type { Mapping } from './columns/mapping.js';
import { type FileRow, isBlank } from './read/file-row.js';

/** A line of text has one cell; a table of fewer columns has rows that look like it. */
const FEWEST_COLUMNS = 3;
/** More of them below each other are no sums. */
const MOST_SUMS = 20;
/** What reports write below their rows, in the languages of the columns. */
const OF_REPORT =
  /^(?:copyright\b|©|\(c\)|confidential\b|vertraulich|confidenti?el|confidencial|riservato|generated\b|created by:|erstellt (?:von|am)|généré|generado|gerado|exported\b|exportiert|exporté|exportado|filtered by|as of\b|printed\b|records?:|do not distribute)/i;
/** The sum below a table; a company may be called so, and has an address. */
const TOTAL =
  /^(?:(?:grand|sub)[ -]?)?totals?\b|^(?:gesamt(?:summe)?|summe|zwischensumme|total g[ée]n[ée]ral|total geral|totale|toplam|итого|всего|合計|总计|合计)\b/iu;
/** How many rows there are, in a cell of its own. */
const COUNT =
  /^(?:(?:(?:grand |sub)?total |record |row )?count|(?:total|number of) (?:records|rows|leads|contacts)|anzahl(?: (?:der )?(?:datensätze|zeilen|einträge|leads|kontakte))?|nombre (?:d['’]enregistrements|de lignes)|número de (?:registros|filas)|total de registros)\s*[:=]\s*\d[\d.,]*$/iu;
const LETTER = /\p{L}/u;

/**
 * Takes from the rows of a table what is none of them: blank ones, titles of groups with the header once more behind them,
 * and the lines of text and sums that reports have at their end. They are told by blank lines before them and by having
 * one cell, so that a row which is cut off is still refused.
 */
export class TextLines {
  private isBehindBlank = false;
  private isInText = false;
  private lastLine = 0;
  /** Rows that the next one tells more of. */
  private held: FileRow[] = [];

  /** @param hasGaps whether blank rows may be left out of the file, so that only the numbers of others tell of them */
  constructor(
    private readonly mapping: Mapping,
    private readonly hasGaps: boolean,
  ) {}

  /** Some rows of the file, without the others. */
  rows(some: readonly FileRow[]): FileRow[] {
    return some.flatMap((row) => this.next(row));
  }

  /** Those that waited for a next one. */
  end(): FileRow[] {
    return this.held.filter((row) => !isSum(row));
  }

  private next(row: FileRow): FileRow[] {
    const isBehindGap = this.hasGaps && this.lastLine > 0 && row.line > this.lastLine + 1;
    this.lastLine = row.line;
    if (isBlank(row)) {
      this.isBehindBlank = true;
      return [];
    }
    const isText = this.isTextLine(row, this.isBehindBlank || isBehindGap);
    this.isBehindBlank = false;
    if (isText) {
      this.isInText = true;
      return [];
    }
    const isTitled = this.isInText || this.held.some((one) => filled(one).length === 1);
    this.isInText = false;
    const isOfSums = this.isWide && row.problem === undefined && isSum(row);
    // Sums that follow each other at the end are none of them leads.
    const first = isOfSums ? this.held.findLastIndex((one) => !isSum(one)) + 1 : this.held.length;
    const passed = this.held.splice(0, Math.max(first, this.held.length - MOST_SUMS));
    if (isTitled && this.mapping.isHeader(row.cells)) return [];
    if (!isOfSums && (!this.isWide || row.problem !== undefined || filled(row).length !== 1)) return [...passed, row];
    this.held.push(row);
    return passed;
  }

  private isTextLine(row: FileRow, isBehindBlank: boolean): boolean {
    const [text = '', ...others] = filled(row);
    if (!this.isWide || row.problem !== undefined || others.length > 0) return false;
    const isAlone = row.cells.length === 1 && !this.hasGaps;
    return (isBehindBlank || this.isInText) && (isAlone || OF_REPORT.test(text) || COUNT.test(text) || this.isInText);
  }

  private get isWide(): boolean {
    return this.mapping.columns.length >= FEWEST_COLUMNS;
  }
}

/** A sum, or a count, as stands below the rows of a report. */
function isSum(row: FileRow): boolean {
  const [first = '', ...others] = filled(row);
  if (others.length === 0) return COUNT.test(first);
  return TOTAL.test(first) && !others.some((text) => LETTER.test(text));
}

function filled({ cells }: FileRow): string[] {
  return cells.flatMap((cell) => (typeof cell === 'string' && cell.trim() !== '' ? [cell.trim()] : []));
}
