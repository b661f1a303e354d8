import { createHash } from 'node:crypto';
import { BackupError } from './backup.errors.js';
import {
  type BackupEnd,
  type BackupHeader,
  FORMAT,
  type Frame,
  type TableEnd,
  type TableStart,
} from './backup-format.js';
import { damaged, readFrames } from './frame-reader.js';

export interface VerifiedBackup extends BackupHeader {
  tables: number;
  rows: number;
}

/** What takes the rows of a backup; `undefined` to check them only. */
export interface TableReader {
  start(table: TableStart): Promise<void>;
  rows(block: Buffer): Promise<void>;
  end(rows: number): Promise<void>;
}

/**
 * Reads a whole file, and checks all sums and counts in it.
 * @throws BackupError if the file cannot be read, is damaged, or was made by a newer version
 */
export async function verifyBackup(path: string): Promise<VerifiedBackup> {
  return readBackup(path);
}

/**
 * Hands the rows of a file to `reader`, table by table, while checking it; what it got holds only once this has resolved.
 * @throws BackupError as `verifyBackup` does; what `reader` throws
 */
export async function readBackup(path: string, reader?: TableReader): Promise<VerifiedBackup> {
  const reading = new BackupReading(path, reader);
  for await (const frame of readFrames(path)) await reading.take(frame);
  return reading.result();
}

/** Where in the file we are. */
class BackupReading {
  private header: BackupHeader | undefined;
  private hash: ReturnType<typeof createHash> | undefined;
  private end: BackupEnd | undefined;
  private tables = 0;
  private rows = 0;

  constructor(
    private readonly path: string,
    private readonly reader: TableReader | undefined,
  ) {}

  async take({ kind, content }: Frame): Promise<void> {
    // The header comes first, rows only within a table, and the end outside of one.
    const isInTable = this.hash !== undefined;
    if ((kind === 'header') === (this.header !== undefined)) throw damaged(this.path);
    if (isInTable !== (kind === 'data' || kind === 'tableEnd')) throw damaged(this.path);
    if (kind === 'header') this.header = this.checkedHeader(JSON.parse(content.toString()) as BackupHeader);
    if (kind === 'table') await this.startTable(JSON.parse(content.toString()) as TableStart);
    if (kind === 'data') await this.takeRows(content);
    if (kind === 'tableEnd') await this.endTable(JSON.parse(content.toString()) as TableEnd);
    if (kind === 'end') this.end = JSON.parse(content.toString()) as BackupEnd;
  }

  result(): VerifiedBackup {
    const { header, end, tables, rows } = this;
    if (header === undefined || end?.tables !== tables || end.rows !== rows) throw damaged(this.path);
    return { ...header, tables, rows };
  }

  private checkedHeader(header: BackupHeader): BackupHeader {
    if (header.format <= FORMAT) return header;
    throw new BackupError(
      `${this.path} was made by Sales Agent ${header.version}, whose format this version cannot read; restore it with that version.`,
    );
  }

  private async startTable(table: TableStart): Promise<void> {
    this.hash = createHash('sha256');
    await this.reader?.start(table);
  }

  private async takeRows(block: Buffer): Promise<void> {
    this.hash?.update(block);
    await this.reader?.rows(block);
  }

  private async endTable({ rows, sha256 }: TableEnd): Promise<void> {
    if (this.hash?.digest('hex') !== sha256) throw damaged(this.path);
    this.hash = undefined;
    this.tables++;
    this.rows += rows;
    await this.reader?.end(rows);
  }
}
