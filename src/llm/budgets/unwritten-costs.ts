/** Rows of the ledger by how many were recorded before them: the queue writes them in this order. */
export interface LedgerProgress {
  /** Rows recorded since the start. */
  readonly recorded: number;
  /** Of these, the rows that are stored, or dropped for good. */
  readonly completed: number;
}

interface Batch {
  first: number;
  last: number;
  picoUsd: bigint;
}

/** Rows that are summed up before they are forgotten together. */
const ROWS_PER_BATCH = 128;

/** Costs of calls whose rows wait in the ledger's queue: the database does not count them yet. */
export class UnwrittenCosts {
  private readonly batches: Batch[] = [];
  /** In pico-USD. */
  sum = 0n;

  constructor(private readonly ledger: LedgerProgress) {}

  /** Adds the cost of the row that was recorded last. */
  add(picoUsd: bigint): void {
    const position = this.ledger.recorded;
    const newest = this.batches.at(-1);
    this.sum += picoUsd;
    if (newest !== undefined && position - newest.first < ROWS_PER_BATCH) {
      newest.last = position;
      newest.picoUsd += picoUsd;
    } else {
      this.batches.push({ first: position, last: position, picoUsd });
    }
  }

  /** Forgets what is written by now. @returns how much that is, in pico-USD */
  takeWritten(): bigint {
    const { completed } = this.ledger;
    let written = 0n;
    while (this.batches[0] !== undefined && this.batches[0].last <= completed) {
      written += this.batches[0].picoUsd;
      this.batches.shift();
    }
    this.sum -= written;
    return written;
  }
}
