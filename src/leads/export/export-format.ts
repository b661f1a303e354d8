import { BYTE_ORDER_MARK, csvCell, csvLine } from '../../csv/csv.js';
import { guardFormulas } from '../../csv/formula-guard.js';
import type { ScoreState } from '../score-state.js';
import { type ColumnKind, type ExportColumn, LEAD_COLUMNS, STATE_COLUMNS, TABLE_COLUMNS } from './export-columns.js';

/** How an export is written. */
export interface ExportFormat {
  mediaType: string;
  fileName: string;
  columns: readonly ExportColumn[];
  /** What comes before the first lead. */
  head: string;
  /** @param cells one for each of the columns; an empty one is absent */
  line(cells: readonly string[], state: ScoreState): string;
}

type CellWriter = (cell: string) => string;

const KEYS = LEAD_COLUMNS.map(({ name }) => `"${name}":`);
const ABSENT = LEAD_COLUMNS.map(({ name }) => `"${name}":null,`);
const DATE_END = 'YYYY-MM-DD'.length;
const TIME_START = DATE_END + 1;
const WITH_MS = 'hh:mm:ss.mmm'.length;
const UTC = '+00';
/** Most cells: neither a quote nor a guard can be needed. */
const PLAIN = /^[a-z\d][^",;\t\r\n]*$/i;
/** What JSON has to escape. Few texts have it, and to look for it takes half the time of `JSON.stringify`. */
const NEEDS_ESCAPE = /["\\\u0000-\u001F]/;
const JSON_CELLS: Record<ColumnKind, CellWriter> = {
  text: (cell) => (NEEDS_ESCAPE.test(cell) ? JSON.stringify(cell) : `"${cell}"`),
  word: (cell) => `"${cell}"`,
  time: (cell) => `"${timeOf(cell)}"`,
  number: plainNumber,
  json: (cell) => cell,
};
const JSON_WRITERS = LEAD_COLUMNS.map(({ kind }) => JSON_CELLS[kind]);

/** A JSON object a line, as a list has it. */
export const NDJSON: ExportFormat = {
  mediaType: 'application/x-ndjson; charset=utf-8',
  fileName: 'leads.ndjson',
  columns: LEAD_COLUMNS,
  head: '',
  line: (cells, { scoreIsStale, staleReason }) => {
    let line = '{';
    for (let index = 0; index < JSON_WRITERS.length; index++) {
      const cell = cells[index] ?? '';
      line += cell === '' ? (ABSENT[index] ?? '') : `${KEYS[index] ?? ''}${JSON_WRITERS[index]?.(cell) ?? ''},`;
    }
    const reason = staleReason === null ? 'null' : `"${staleReason}"`;
    return `${line}"score_is_stale":${String(scoreIsStale)},"stale_reason":${reason}}\n`;
  },
};

/** A table by RFC 4180, with the parts of the scores in columns of their own. */
export function csvFormat({ raw = false, excel = false }: { raw?: boolean; excel?: boolean }): ExportFormat {
  const writers = TABLE_COLUMNS.map(({ kind }) => csvWriter(kind, raw));
  const names = csvLine([...TABLE_COLUMNS.map(({ name }) => name), ...STATE_COLUMNS]);
  return {
    mediaType: 'text/csv; charset=utf-8; header=present',
    fileName: 'leads.csv',
    columns: TABLE_COLUMNS,
    head: excel ? BYTE_ORDER_MARK + names : names,
    line: (cells, { scoreIsStale, staleReason }) => {
      let line = '';
      for (let index = 0; index < writers.length; index++) {
        const cell = cells[index] ?? '';
        if (cell !== '') line += writers[index]?.(cell) ?? '';
        line += ',';
      }
      return `${line}${scoreIsStale ?? ''},${staleReason ?? ''}\r\n`;
    },
  };
}

function csvWriter(kind: ColumnKind, raw: boolean): CellWriter {
  if (kind === 'time') return timeOf;
  if (kind === 'number') return plainNumber;
  if (kind === 'word') return (cell) => cell;
  return raw ? csvCell : (cell) => (PLAIN.test(cell) ? cell : csvCell(guardFormulas(cell)));
}

/** `2026-01-31 09:30:15.25+00`, as PostgreSQL writes a time in UTC, by ISO 8601 with milliseconds. */
function timeOf(cell: string): string {
  const seconds = cell.slice(TIME_START, -UTC.length);
  const milliseconds =
    seconds.length < WITH_MS ? seconds.padEnd(WITH_MS, seconds.includes('.') ? '0' : '.000') : seconds;
  return `${cell.slice(0, DATE_END)}T${milliseconds}Z`;
}

/** Without the zeros that a column's scale adds. */
function plainNumber(cell: string): string {
  return String(Number(cell));
}
