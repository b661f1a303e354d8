import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { getMetadataArgsStorage } from 'typeorm';
import { type LedgerRow, LedgerRowEntity } from './ledger-row.entity.js';

/** Most rows that are written together. */
export const BATCH_ROWS = 1_000;
/** More rows than wait while the database keeps up: packing them would only cost time. */
const UNPACKED_ROWS = 4 * BATCH_ROWS;
/** Fast, and rows are so much alike that more effort saves little. */
const COMPRESSION = { level: 1 };
/** One character a byte. */
const BYTES = 'latin1';

const PROPERTIES = getMetadataArgsStorage()
  .filterColumns(LedgerRowEntity)
  .map(({ propertyName }) => propertyName as keyof LedgerRowEntity)
  .filter((name): name is keyof LedgerRow => name !== 'totalTokens');

/**
 * Ledger rows in the order of their arrival. A row is an object of more than a kilobyte, so those that have to wait are
 * packed by the thousand: into about 70 bytes each. They are kept as text, since V8 gives its memory back to the system once they
 * are written; of as many buffers, malloc kept most.
 */
export class LedgerBacklog {
  /** The oldest rows, which are being written. */
  private batch: LedgerRow[] = [];
  /** Batches behind them. */
  private readonly packed: string[] = [];
  /** The newest rows. */
  private open: LedgerRow[] = [];
  private batchBytes = 0;
  /** Bytes of the packed rows, until they are removed. */
  bytes = 0;

  /** Rows in all. */
  get length(): number {
    return this.batch.length + this.packed.length * BATCH_ROWS + this.open.length;
  }

  push(row: LedgerRow): void {
    this.open.push(row);
    if (this.open.length <= UNPACKED_ROWS) return;
    const block = pack(this.open.splice(0, BATCH_ROWS));
    this.packed.push(block);
    this.bytes += block.length;
  }

  /** The oldest rows, at most `BATCH_ROWS`; the same ones until they are removed. */
  first(): readonly LedgerRow[] {
    if (this.batch.length > 0) return this.batch;
    const block = this.packed.shift();
    if (block === undefined) {
      this.batch = this.open.splice(0, BATCH_ROWS);
    } else {
      this.batch = unpack(block);
      this.batchBytes = block.length;
    }
    return this.batch;
  }

  /** Removes the rows that `first` gave. */
  removeFirst(): void {
    this.batch = [];
    this.bytes -= this.batchBytes;
    this.batchBytes = 0;
  }
}

/** By columns, since the values of a column are alike. */
function pack(rows: readonly LedgerRow[]): string {
  const columns = PROPERTIES.map((name) => rows.map((row) => row[name]));
  return deflateRawSync(serialize(columns), COMPRESSION).toString(BYTES);
}

function unpack(block: string): LedgerRow[] {
  const columns = deserialize(inflateRawSync(Buffer.from(block, BYTES))) as LedgerRow[keyof LedgerRow][][];
  return Array.from({ length: columns[0]?.length ?? 0 }, (_, index) => {
    const values = PROPERTIES.map((name, column) => [name, columns[column]?.[index]]);
    return Object.fromEntries(values) as LedgerRow;
  });
}
