import { ConstraintViolationError, DatabaseQueryError } from '../../src/database/database.errors.js';
import type { LedgerRow } from '../../src/llm/ledger/ledger-row.entity.js';
import { LedgerRepository } from '../../src/llm/ledger/ledger.repository.js';

/** The ledger's table in memory, which can be away, slow, and picky: it refuses attempts below 1. */
export class LedgerDouble extends LedgerRepository {
  readonly table = new Map<string, LedgerRow>();
  readonly batches: number[] = [];
  /** Thrown before anything is written. */
  failure: Error | undefined;
  /** Thrown once, after all was written. */
  lostAnswer: Error | undefined;
  slownessMs = 0;
  atOnce = 0;
  mostAtOnce = 0;

  constructor() {
    super(undefined as never);
  }

  override async insert(rows: readonly LedgerRow[]): Promise<void> {
    this.batches.push(rows.length);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    if (this.slownessMs > 0) await new Promise((resolve) => setTimeout(resolve, this.slownessMs));
    this.atOnce--;
    if (this.failure !== undefined) throw this.failure;
    if (rows.some(({ attempt }) => attempt === 0)) throw new ConstraintViolationError('ck_attempt', {});
    if (rows.some(({ attempt }) => attempt < 0)) throw new DatabaseQueryError({ code: '22003' });
    for (const row of rows) this.table.set(row.id, row);
    const { lostAnswer } = this;
    this.lostAnswer = undefined;
    if (lostAnswer !== undefined) throw lostAnswer;
  }

  get attempts(): number[] {
    return [...this.table.values()].map(({ attempt }) => attempt);
  }
}
