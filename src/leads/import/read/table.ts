import { InvalidFileFormatError } from './file.errors.js';
import { CsvReader, QUOTE } from './csv-reader.js';
import { FileDecoder } from './file-decoder.js';
import { type FileRow, type ReadingLimits, rowProblem } from './file-row.js';
import { NdjsonReader } from './ndjson-reader.js';
import { findSeparator, type FoundSeparator } from './separator.js';
import { separatorOfSingleQuoted } from './single-quotes.js';
import { HEAD_BYTES, sniffFile, sniffText } from './sniff-file.js';
import { spool } from './spool.js';
import { separatorOfWrapped, WrappedReader } from './wrapped-lines.js';
import { readXlsx } from './xlsx/xlsx-reader.js';

export const FILE_FORMATS = ['csv', 'xlsx', 'ndjson'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

/** In a table of one column: no value holds it, since no database would store it. */
const NO_SEPARATOR = '\0';
/** Characters that are read at once at the beginning. */
const FIRST_CHARACTERS = 2_048;

/** A file of rows, which are read as they arrive. */
export interface Table {
  readonly format: FileFormat;
  /** `null` where it has none of its own. While the file is read, it may turn out to be another one. */
  readonly encoding: string | null;
  readonly separator: string | null;
  /** The name of the sheet, once its rows are read. */
  readonly sheet?: string | undefined;
  /** The names of columns that rows bring along; otherwise one of the first rows holds them. */
  readonly columns: readonly string[] | undefined;
  /** Some rows at a time. */
  readonly rows: AsyncGenerator<FileRow[]>;
  /** @param count of cells that rows should have */
  expectCells(count: number): void;
}

/** What the caller says of a file. */
export interface SaidOfFile {
  /** Of its text, as the Encoding Standard names it. */
  encoding?: string | undefined;
  /** Of a workbook. */
  sheet?: string | undefined;
  /** Whether a table begins with these rows; a workbook may have a cover sheet before it. */
  isTable?: (rows: FileRow[]) => boolean | Promise<boolean>;
}

/**
 * Finds out what a file is, by its first bytes.
 * @param pieces of the file, of at most some 64 KB each
 * @throws InvalidFileFormatError, MixedEncodingError, UnknownEncodingError; reading the rows throws them too, and FileSizeExceededError
 */
export async function openTable(
  pieces: AsyncIterator<Buffer>,
  limits: ReadingLimits,
  spoolFolder?: string,
  said: SaidOfFile = {},
): Promise<Table> {
  const head = await headOf(pieces);
  const all = { [Symbol.asyncIterator]: () => withHead(head, pieces) };
  if (sniffFile(head) === 'zip') return workbookTable(all, limits, spoolFolder, said);
  return textTable(head, { [Symbol.asyncIterator]: () => pieces }, limits, said.encoding);
}

async function headOf(pieces: AsyncIterator<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let bytes = 0; bytes < HEAD_BYTES;) {
    const next = await pieces.next();
    if (next.done === true) break;
    parts.push(next.value);
    bytes += next.value.length;
  }
  return Buffer.concat(parts);
}

async function* withHead(head: Buffer, pieces: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield head;
  yield* { [Symbol.asyncIterator]: () => pieces };
}

function workbookTable(
  pieces: AsyncIterable<Buffer>,
  limits: ReadingLimits,
  spoolFolder: string | undefined,
  said: SaidOfFile,
): Table {
  let read: string | undefined;
  const onSheet = (name: string) => {
    read = name;
  };
  const rows = async function* () {
    const file = await spool(pieces, spoolFolder);
    try {
      yield* readXlsx(file, limits, { ...said, onSheet });
    } finally {
      await file.close();
    }
  };
  return {
    format: 'xlsx',
    encoding: null,
    separator: null,
    get sheet() {
      return read;
    },
    columns: undefined,
    rows: rows(),
    expectCells: () => undefined,
  };
}

/** @throws InvalidFileFormatError, MixedEncodingError, UnknownEncodingError */
function textTable(head: Buffer, pieces: AsyncIterable<Buffer>, limits: ReadingLimits, encoding?: string): Table {
  const decoder = new FileDecoder(head, encoding);
  const start = decoder.decode(head);
  sniffText(start);
  const isJson = isNdjson(start);
  const form = isJson ? NO_TABLE : formOf(start);
  const { separator, skip } = form;
  const reader = isJson ? new NdjsonReader(limits) : csvReader(form, limits);
  const rows = textRows(start.slice(skip), pieces, decoder, reader);
  return {
    format: isJson ? 'ndjson' : 'csv',
    get encoding() {
      return decoder.encoding;
    },
    separator,
    columns: reader instanceof NdjsonReader ? reader.columns : undefined,
    rows,
    expectCells: (count) => {
      if (reader instanceof CsvReader) reader.expectedCells = count;
    },
  };
}

/** How a table is written. */
interface TableForm extends FoundSeparator {
  isWrapped: boolean;
  quote: string;
}

const NO_TABLE: TableForm = { separator: null, skip: 0, isWrapped: false, quote: QUOTE };

function formOf(start: string): TableForm {
  const wrapped = separatorOfWrapped(start);
  if (wrapped !== undefined) return { ...NO_TABLE, separator: wrapped, isWrapped: true };
  const single = separatorOfSingleQuoted(start);
  if (single !== undefined) return { ...NO_TABLE, separator: single, quote: "'" };
  return { ...NO_TABLE, ...findSeparator(start) };
}

function csvReader(
  { separator, skip, isWrapped, quote }: TableForm,
  { maxRowCharacters }: ReadingLimits,
): CsvReader | WrappedReader {
  const firstLine = skip > 0 ? 2 : 1;
  const own = isWrapped ? NO_SEPARATOR : (separator ?? NO_SEPARATOR);
  const reader = new CsvReader(own, maxRowCharacters, firstLine, quote);
  return isWrapped && separator !== null ? new WrappedReader(reader, separator, maxRowCharacters) : reader;
}

/** @throws InvalidFileFormatError for JSON of another form */
function isNdjson(text: string): boolean {
  const start = text.trimStart();
  if (/^\[\s*[{[\]]/.test(start)) {
    throw new InvalidFileFormatError('This is a JSON list; send NDJSON, one JSON object a line', {
      found: 'a JSON list',
    });
  }
  return /^\{\s*(?:"|\})/.test(start);
}

async function* textRows(
  start: string,
  pieces: AsyncIterable<Buffer>,
  decoder: FileDecoder,
  reader: Pick<CsvReader, 'read' | 'end'>,
): AsyncGenerator<FileRow[]> {
  // The header stands in the first ones; with it, a reader knows more of the next ones.
  for (let at = 0; at < start.length; at += FIRST_CHARACTERS) yield reader.read(start.slice(at, at + FIRST_CHARACTERS));
  for await (const piece of pieces) yield reader.read(decoder.decode(piece));
  const rest = decoder.end();
  const rows = [...reader.read(rest), ...reader.end()];
  const last = rows.at(-1);
  if (decoder.endsInCharacter && last !== undefined) {
    last.problem ??= rowProblem('CUT_OFF', 'The file ends in the middle of a character');
  }
  yield rows;
}
