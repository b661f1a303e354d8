import type { FileHandle } from 'node:fs/promises';
import { SalesAgentError } from '../../../../errors/sales-agent.error.js';
import { type FileRow, isBlank, type ReadingLimits } from '../file-row.js';
import { Archive, brokenArchive } from './archive.js';
import { SheetRows } from './sheet-rows.js';
import { readWorkbook } from './workbook.js';
import { readXml } from './xml-events.js';

/**
 * The rows of the first sheet of an XLSX workbook that is not hidden and has some, some at a time.
 * @param file the whole one, which stays open
 * @throws InvalidFileFormatError, FileSizeExceededError
 */
export async function* readXlsx(file: FileHandle, limits: ReadingLimits): AsyncGenerator<FileRow[]> {
  const archive = await Archive.open(file, limits.maxUnpackedBytes);
  try {
    const workbook = await readWorkbook(archive);
    for (const part of workbook.sheetParts) {
      const rows = new SheetRows(workbook, limits);
      const events = readXml(await archive.stream(part), rows);
      let hasRows = false;
      while ((await events.next()).done !== true) {
        const found = rows.take();
        hasRows ||= !found.every(isBlank);
        if (found.length > 0) yield found;
      }
      if (hasRows) return;
    }
  } catch (error) {
    throw error instanceof SalesAgentError ? error : brokenArchive(error);
  } finally {
    archive.close();
  }
}
