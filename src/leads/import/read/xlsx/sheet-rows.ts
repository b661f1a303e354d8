import { FileSizeExceededError, InvalidFileFormatError } from '../file.errors.js';
import { type FileRow, type ReadingLimits, rowTooLong } from '../file-row.js';
import { dateText, numberText, unescaped } from './cell-value.js';
import type { Workbook } from './workbook.js';
import type { XmlHandler } from './xml-events.js';

/** As Excel has it: `AB12`. */
const REFERENCE = /^([A-Z]{1,3})\d*$/i;
const LETTERS = 26;
/** As many as a sheet of Excel can have, however empty they are. */
const MAX_ROWS = 1_048_576;

/** Collects the rows of a sheet from its XML. Of formulas it takes the values that were stored with them. */
export class SheetRows implements XmlHandler {
  /** Rows that are complete and not taken yet. */
  private found: FileRow[] = [];
  private line = 0;
  private count = 0;
  private cells: string[] = [];
  private column = -1;
  private type = 'n';
  private style = 0;
  private value = '';
  /** Of the row so far: what is beyond its limit is not kept until it ends. */
  private characters = 0;
  private isInValue = false;
  /** In how a word is read aloud in Japanese, which is no part of it. */
  private isReading = false;

  constructor(
    private readonly workbook: Workbook,
    private readonly limits: ReadingLimits,
  ) {}

  take(): FileRow[] {
    const rows = this.found;
    this.found = [];
    return rows;
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'row') this.beginRow(Number(attributes.r));
    else if (name === 'c') this.beginCell(attributes);
    else if (name === 'v' || name === 't') this.isInValue = !this.isReading;
    else if (name === 'rPh') this.isReading = true;
  }

  text(text: string): void {
    if (!this.isInValue) return;
    this.characters += text.length;
    if (this.characters <= this.limits.maxRowCharacters) this.value += text;
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.isInValue = false;
    else if (name === 'rPh') this.isReading = false;
    else if (name === 'c') this.cells[this.column] = this.cellText();
    else if (name === 'row') this.found.push(this.row());
  }

  private row(): FileRow {
    const { line, cells } = this;
    const { maxRowCharacters } = this.limits;
    return this.characters > maxRowCharacters ? rowTooLong(line, cells[0], maxRowCharacters) : { line, cells };
  }

  /** Numbers of rows may be absent, or none that a sheet can have; they never go back. */
  private beginRow(number: number): void {
    if (++this.count > MAX_ROWS) throw new InvalidFileFormatError('The sheet has more rows than a workbook can have');
    const isNumber = Number.isInteger(number) && number <= MAX_ROWS;
    this.line = isNumber && number > this.line ? number : this.line + 1;
    this.cells = [];
    this.column = -1;
    this.characters = 0;
  }

  private beginCell({ r: reference, t: type = 'n', s: style = '0' }: Record<string, string>): void {
    this.column = columnOf(reference) ?? this.column + 1;
    const { maxColumns } = this.limits;
    if (this.column >= maxColumns) throw new FileSizeExceededError(maxColumns, 'columns', 'IMPORT_MAX_COLUMNS');
    this.type = type;
    this.style = Number(style);
    this.value = '';
  }

  private cellText(): string {
    const { value, workbook } = this;
    if (this.type === 's') return this.sharedText(Number(value));
    if (this.type === 'b') return value === '1' ? 'true' : 'false';
    if (this.type !== 'n' || value === '') return unescaped(value);
    const { isDate = false, leastDigits = 0 } = workbook.styles[this.style] ?? {};
    if (isDate) return dateText(Number(value), workbook.isFrom1904);
    const text = numberText(value);
    return leastDigits > 0 && /^\d+$/.test(text) ? text.padStart(leastDigits, '0') : text;
  }

  private sharedText(index: number): string {
    const text = this.workbook.sharedTexts[index] ?? '';
    this.characters += text.length;
    return text;
  }
}

function columnOf(reference: string | undefined): number | undefined {
  const letters = REFERENCE.exec(reference ?? '')?.[1]?.toUpperCase();
  if (letters === undefined) return undefined;
  return Array.from(letters).reduce((sum, letter) => sum * LETTERS + letter.charCodeAt(0) - 64, 0) - 1;
}
