import { readError, UnreachableError } from '../api/errors';
import { sessionEnded } from '../app/session-state';
import { parseCsv, toCsv } from './csv';
import type { Import, Mapping } from './import';

/** The column that says what is wrong; the service leaves it out of files that come back. */
const REPORT = 'import_error';
/** A quote that keeps spreadsheets from running a cell that would be a formula. */
const GUARD = /^'(?=[\s"']*[=+\-@|%＝＋－＠])/;
const REASON = /^line (\d+): (\w*)(?: in (.*?))?: ([^]*)$/;

/** A row that was refused, as it stands in the file. */
export interface RefusedRow {
  /** In the file. */
  line: string;
  /** The column at fault; `undefined` where it is the row as a whole. */
  column: string | undefined;
  message: string;
  /** One for each column. */
  cells: readonly string[];
  /** Cells beyond the last column. */
  beyond: readonly string[];
}

export interface RefusedRows {
  columns: readonly string[];
  rows: readonly RefusedRow[];
}

/**
 * The first refused rows of an import; what is behind them is not read.
 * @throws ApiError, UnreachableError
 */
export async function loadRefused(id: string, count: number, signal: AbortSignal): Promise<RefusedRows> {
  const response = await fetch(`/api/v1/imports/${id}/rejects.csv`, { signal }).catch((error: unknown) => {
    throw signal.aborted ? error : new UnreachableError();
  });
  if (response.status === 401) sessionEnded();
  if (!response.ok || response.body === null) throw await readError(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ''; ;) {
    const { done, value = '' } = await reader.read();
    text += value;
    const rows = parseCsv(text, done);
    if (!done && rows.length <= count) continue;
    if (!done) await reader.cancel();
    const [header = [], ...refused] = rows.slice(0, count + 1);
    const columns = header.filter((name) => name !== REPORT);
    return { columns: columns.map(unguarded), rows: refused.map((cells) => toRow(cells, columns)) };
  }
}

/** A file of rows that were mended, with what becomes of their columns. */
export function mendedFile(
  shown: Import,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): { file: File; mapping: Mapping } {
  const name = `mended-${(shown.file_name ?? 'rows').replace(/^mended-/, '').replace(/\.\w+$/, '')}.csv`;
  const mapping = Object.fromEntries(Object.entries(shown.mapping ?? {}).filter(([column]) => column !== REPORT));
  return { file: new File([toCsv([columns, ...rows])], name, { type: 'text/csv' }), mapping };
}

function toRow(all: readonly string[], columns: readonly string[]): RefusedRow {
  const cells = all.slice(0, columns.length).map(unguarded);
  const report = unguarded(all[columns.length] ?? '');
  const [, line = '', , column, message = report] = REASON.exec(report) ?? [];
  const beyond = all.slice(columns.length + 1).map(unguarded);
  return { line, column: columns.find((name) => name === column), message, cells, beyond };
}

function unguarded(cell: string): string {
  return cell.replace(GUARD, '');
}
