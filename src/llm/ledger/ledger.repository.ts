import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { LedgerRow } from './ledger-row.js';

/** An attempt that has the id it will be stored under. */
export interface StoredRow extends LedgerRow {
  readonly id: string;
}

/** Each column: its name, its type, and what of a row goes there. */
const COLUMNS: readonly (readonly [name: string, type: string, value: (row: StoredRow) => unknown])[] = [
  ['workspace_id', 'uuid', (row) => row.workspace],
  ['id', 'uuid', (row) => row.id],
  ['request_id', 'varchar', (row) => row.requestId],
  ['operation', 'varchar', (row) => row.operation],
  ['strategy', 'varchar', (row) => row.strategy],
  ['provider', 'varchar', (row) => row.provider],
  ['model', 'varchar', (row) => row.model],
  ['attempt', 'smallint', (row) => row.attempt],
  ['outcome', 'varchar', (row) => row.outcome],
  ['error_class', 'varchar', (row) => row.errorClass],
  ['status', 'smallint', (row) => row.status],
  ['prompt_tokens', 'integer', (row) => row.promptTokens],
  ['cached_tokens', 'integer', (row) => row.cachedTokens],
  ['completion_tokens', 'integer', (row) => row.completionTokens],
  ['total_tokens', 'integer', (row) => row.promptTokens + row.completionTokens],
  ['usage_source', 'varchar', (row) => row.usageSource],
  ['cost_pico_usd', 'bigint', (row) => row.costPicoUsd],
  ['price_version', 'varchar', (row) => row.priceVersion],
  ['first_token_ms', 'integer', (row) => (row.firstTokenMs === null ? null : Math.round(row.firstTokenMs))],
  ['total_ms', 'integer', (row) => Math.round(row.totalMs)],
  ['created_at', 'timestamptz', (row) => row.at],
];

const INSERT = `
  INSERT INTO llm_calls (${COLUMNS.map(([name]) => name).join(', ')})
  SELECT * FROM unnest(${COLUMNS.map(([, type], index) => `$${index + 1}::${type}[]`).join(', ')})
  ON CONFLICT ON CONSTRAINT pk_llm_calls DO NOTHING`;

/** The ledger's table, which only ever grows. */
@Injectable()
export class LedgerRepository {
  constructor(private readonly database: Database) {}

  /**
   * Adds all of `rows`, or, if it throws, none. Rows that are there already stay as they are, so that a write whose answer
   * was lost can be repeated.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError, ConstraintViolationError or DatabaseQueryError
   */
  async insert(rows: readonly StoredRow[]): Promise<void> {
    await this.database.idempotentWrite(
      INSERT,
      COLUMNS.map(([, , value]) => rows.map(value)),
    );
  }
}
