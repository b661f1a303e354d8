import type { FileHandle } from 'node:fs/promises';
import { SalesAgentError } from '../../../../errors/sales-agent.error.js';
import { type FileRow, isBlank, type ReadingLimits } from '../file-row.js';
import { Archive, brokenArchive } from './archive.js';
import { SheetRows } from './sheet-rows.js';
import { readWorkbook, type Sheet, type Workbook } from './workbook.js';
import { readXml } from './xml-events.js';

/** Rows of a sheet that are looked at. */
const SEEN_ROWS = 20;

/** Which sheet of a workbook is read. */
export interface SheetChoice {
  /** By its name. */
  sheet?: string | undefined;
  /** Whether a table begins with these rows. */
  isTable?: ((rows: FileRow[]) => boolean | Promise<boolean>) | undefined;
  /** Told the name of the one that is read. */
  onSheet?: (name: string) => void;
}

/**
 * The rows of a sheet of an XLSX workbook, some at a time: of the one that is asked for; else of the first that is not hidden
 * and begins as a table, as behind a cover sheet; else of the first with rows.
 * @param file the whole one, which stays open
 * @throws InvalidFileFormatError, FileSizeExceededError
 */
export async function* readXlsx(
  file: FileHandle,
  limits: ReadingLimits,
  choice: SheetChoice = {},
): AsyncGenerator<FileRow[]> {
  const archive = await Archive.open(file, limits.maxUnpackedBytes);
  try {
    const workbook = await readWorkbook(archive, choice.sheet);
    const sheet = await chosenSheet(archive, workbook, limits, choice.isTable);
    choice.onSheet?.(sheet.name);
    yield* rowsOf(archive, workbook, sheet, limits);
  } catch (error) {
    throw error instanceof SalesAgentError ? error : brokenArchive(error);
  } finally {
    archive.close();
  }
}

async function chosenSheet(
  archive: Archive,
  workbook: Workbook,
  limits: ReadingLimits,
  isTable: SheetChoice['isTable'] = () => true,
): Promise<Sheet> {
  const [first = { name: '', part: '' }, ...others] = workbook.sheets;
  if (others.length === 0) return first;
  let withRows: Sheet | undefined;
  for (const sheet of workbook.sheets) {
    const seen: FileRow[] = [];
    for await (const rows of rowsOf(archive, workbook, sheet, limits)) {
      seen.push(...rows.filter((row) => !isBlank(row)));
      if (seen.length >= SEEN_ROWS) break;
    }
    if (seen.length === 0) continue;
    if (await isTable(seen.slice(0, SEEN_ROWS))) return sheet;
    withRows ??= sheet;
  }
  return withRows ?? first;
}

async function* rowsOf(
  archive: Archive,
  workbook: Workbook,
  { part }: Sheet,
  limits: ReadingLimits,
): AsyncGenerator<FileRow[]> {
  const rows = new SheetRows(workbook, limits);
  const events = readXml(await archive.stream(part), rows);
  try {
    while ((await events.next()).done !== true) {
      const found = rows.take();
      if (found.length > 0) yield found;
    }
  } finally {
    await events.return(undefined);
  }
}
