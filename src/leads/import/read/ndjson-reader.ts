import { MalformedRequestError } from '../../../errors/request.errors.js';
import { isJsonObject } from '../../../validation/shape.js';
import { parseStrictJson } from '../../../validation/strict-json.js';
import { FileSizeExceededError } from './file.errors.js';
import { type FileRow, type ReadingLimits, rowProblem, rowTooLong } from './file-row.js';

/** More values than the fields and the additional data of a lead have. */
const MAX_VALUES = 2_000;
const SHOWN = 200;

/** Reads NDJSON as it arrives: one JSON object a line. Its columns are the members of all objects so far. */
export class NdjsonReader {
  readonly columns: string[] = [];
  private readonly places = new Map<string, number>();
  private text = '';
  private line = 0;
  private isSkipping = false;

  constructor(private readonly limits: ReadingLimits) {}

  /**
   * The rows that are complete with this text.
   * @throws FileSizeExceededError
   */
  read(text: string): FileRow[] {
    const lines = (this.text + text).split('\n');
    this.text = lines.pop() ?? '';
    const rows = lines.flatMap((line) => this.row(line));
    if (this.text.length > this.limits.maxRowCharacters) rows.push(...this.tooLong());
    return rows;
  }

  end(): FileRow[] {
    return this.read('\n');
  }

  private row(text: string): FileRow[] {
    this.line++;
    const isRest = this.isSkipping;
    this.isSkipping = false;
    if (isRest || text.trim() === '') return [];
    const { line } = this;
    if (text.length > this.limits.maxRowCharacters) return [rowTooLong(line, text, this.limits.maxRowCharacters)];
    try {
      return [{ line, cells: this.cellsOf(parseStrictJson(text, MAX_VALUES, [])) }];
    } catch (error) {
      if (!(error instanceof MalformedRequestError)) throw error;
      return [
        { line, cells: [text.slice(0, SHOWN)], problem: rowProblem('INVALID_JSON', 'The line is no JSON object') },
      ];
    }
  }

  /** The beginning of a line whose end is far. */
  private tooLong(): FileRow[] {
    const row = rowTooLong(this.line + 1, this.text, this.limits.maxRowCharacters);
    const isKnown = this.isSkipping;
    this.text = '';
    this.isSkipping = true;
    return isKnown ? [] : [row];
  }

  private cellsOf(value: unknown): unknown[] {
    if (!isJsonObject(value)) throw new MalformedRequestError('The line is no JSON object');
    const cells: unknown[] = [];
    for (const [name, cell] of Object.entries(value)) cells[this.placeOf(name)] = cell;
    return cells;
  }

  private placeOf(name: string): number {
    const known = this.places.get(name);
    if (known !== undefined) return known;
    const { maxColumns } = this.limits;
    if (this.columns.length >= maxColumns) throw new FileSizeExceededError(maxColumns, 'columns', 'IMPORT_MAX_COLUMNS');
    this.places.set(name, this.columns.length);
    return this.columns.push(name) - 1;
  }
}
