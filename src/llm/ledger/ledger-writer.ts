import { Injectable } from '@nestjs/common';
import { ConstraintViolationError, DatabaseQueryError } from '../../database/database.errors.js';
import { type StoredRow, LedgerRepository } from './ledger.repository.js';

/** A row that the database will never take, and which constraint or SQLSTATE says so. */
export interface RefusedRow {
  row: StoredRow;
  reason: string;
}

/** SQLSTATE classes that speak of data: a value that its type does not take, and a constraint. */
const DATA_STATE = /^2[23]/;

/** Writes rows so that one bad row takes no other with it. */
@Injectable()
export class LedgerWriter {
  constructor(private readonly calls: LedgerRepository) {}

  /**
   * Writes `rows`; a part that is refused is halved until the bad ones stand alone.
   * @returns the rows that were refused
   * @throws SalesAgentError where the fault is not a row's; then some rows may have been written, and all can be repeated
   */
  async write(rows: readonly StoredRow[]): Promise<RefusedRow[]> {
    try {
      await this.calls.insert(rows);
      return [];
    } catch (error) {
      const reason = refusalIn(error);
      const [row] = rows;
      if (reason === undefined || row === undefined) throw error;
      if (rows.length === 1) return [{ row, reason }];
      const half = rows.length >>> 1;
      return [...(await this.write(rows.slice(0, half))), ...(await this.write(rows.slice(half)))];
    }
  }
}

/** What was wrong with a row, or `undefined` where the fault lies elsewhere and time may mend it. */
function refusalIn(error: unknown): string | undefined {
  if (error instanceof ConstraintViolationError) return error.constraint;
  if (!(error instanceof DatabaseQueryError)) return undefined;
  const { code } = error.cause as { code?: string };
  return code !== undefined && DATA_STATE.test(code) ? code : undefined;
}
