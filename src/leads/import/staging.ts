import type { WorkspaceId } from '../../database/workspace-id.js';
import type { StagedRow } from './columns/row-checker.js';
import type { ImportRowsRepository } from './import-rows.repository.js';

/** Rows that are stored by one statement, and the characters of refused ones that do not wait for more. */
const ROWS_AT_ONCE = 1_000;
const CHARACTERS_AT_ONCE = 1024 * 1024;
/** How often an import tells that it is being received, in ms. */
const HEARTBEAT_MS = 5_000;

/** Stores the rows of an import while the next ones are read, and its counts with them. */
export class Staging {
  readCount = 0;
  rejectedCount = 0;
  /** Whether the import was cancelled, or given up by others. */
  isEnded = false;
  private rows: StagedRow[] = [];
  private characters = 0;
  private storing: Promise<void> = Promise.resolve();
  private readonly timer: NodeJS.Timeout;

  /** @param bytes how many were read by now */
  constructor(
    private readonly repository: ImportRowsRepository,
    private readonly key: { workspace: WorkspaceId; importId: string },
    private readonly bytes: () => number,
  ) {
    this.timer = setInterval(() => {
      this.storing = this.storing.then(() => this.store([]));
      // A failure is met with the next rows.
      this.storing.catch(() => undefined);
    }, HEARTBEAT_MS).unref();
  }

  async add(row: StagedRow): Promise<void> {
    this.readCount++;
    if (row.problem !== null) this.rejectedCount++;
    this.rows.push(row);
    this.characters += row.cells?.reduce<number>((sum, cell) => sum + String(cell).length, 0) ?? 0;
    if (this.rows.length >= ROWS_AT_ONCE || this.characters >= CHARACTERS_AT_ONCE) await this.flush();
  }

  /** Stores what waits, once the rows before are stored; those are waited for, these are not. */
  async flush(): Promise<void> {
    await this.storing;
    const { rows } = this;
    this.rows = [];
    this.characters = 0;
    this.storing = this.store(rows);
    this.storing.catch(() => undefined);
  }

  async end(): Promise<void> {
    await this.flush();
    await this.storing;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async store(rows: StagedRow[]): Promise<void> {
    const { readCount, rejectedCount } = this;
    const { workspace, importId } = this.key;
    const counts = { bytes: this.bytes(), readCount, rejectedCount };
    if (!(await this.repository.stage(workspace, importId, rows, counts))) this.isEnded = true;
  }
}
