import { Injectable } from '@nestjs/common';
import { getMetadataArgsStorage } from 'typeorm';
import { ConstraintViolationError, DatabaseQueryError } from '../../database/database.errors.js';
import { Database } from '../../database/database.service.js';
import { isoTime } from '../../validation/iso-time.js';
import { type LedgerRow, LedgerRowEntity } from './ledger-row.entity.js';

const COLUMNS = getMetadataArgsStorage()
  .filterColumns(LedgerRowEntity)
  .map(({ propertyName, options: { name = propertyName, type, array = false } }) => ({
    propertyName,
    name,
    // unnest() would take lists of lists apart to their items, so each list comes as one text.
    type: array ? 'text' : (type as string),
    selected: array ? `${name}::${type as string}[]` : name,
  }));

const INSERT = `
  INSERT INTO llm_calls (${COLUMNS.map(({ name }) => name).join(', ')})
  SELECT ${COLUMNS.map(({ selected }) => selected).join(', ')}
  FROM unnest(${COLUMNS.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')})
    AS given (${COLUMNS.map(({ name }) => name).join(', ')})
  ON CONFLICT ON CONSTRAINT pk_llm_calls DO NOTHING`;

/**
 * The oldest rows of each workspace, by the index of its reports; deleted by their place, which needs no statistics. A budget
 * sums up the rows of a day or a month when that is opened. Months begin and end up to 14 hours from ours.
 */
const DELETE_OLD = `
  WITH deleted AS (
    DELETE FROM llm_calls WHERE ctid = ANY (ARRAY(
      SELECT old.place FROM workspaces w CROSS JOIN LATERAL (
        SELECT ctid AS place FROM llm_calls
        WHERE workspace_id = w.id
          AND created_at < LEAST(
            now() - make_interval(days => $1),
            (date_trunc('month', (now() - interval '1 day') AT TIME ZONE 'UTC') - interval '1 day') AT TIME ZONE 'UTC')
        ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED
      ) AS old LIMIT $2))
    RETURNING 1
  ) SELECT count(*)::int AS count FROM deleted`;

/** SQLSTATE classes of bad data: a value that its type does not take, and a violated constraint. */
const DATA_STATE = /^2[23]/;

/** The table of the ledger. Rows are never changed; those that are too old are deleted. */
@Injectable()
export class LedgerRepository {
  constructor(private readonly database: Database) {}

  /**
   * Writes `rows` so that a bad one takes no other with it: a part that is refused is halved until the bad rows stand alone.
   * @returns for each row that the database will never take, the constraint or SQLSTATE that says so
   * @throws SalesAgentError where the fault is not in a row; then some rows may have been written, and all can be repeated
   */
  async write(rows: readonly LedgerRow[]): Promise<string[]> {
    try {
      await this.insert(rows);
      return [];
    } catch (error) {
      const reason = refusalIn(error);
      if (reason === undefined) throw error;
      if (rows.length === 1) return [reason];
      const half = rows.length >>> 1;
      return [...(await this.write(rows.slice(0, half))), ...(await this.write(rows.slice(half)))];
    }
  }

  /**
   * Deletes, in every workspace, at most `limit` rows that are older than `days`.
   * @returns how many there were
   */
  async deleteOlderThan(days: number, limit: number): Promise<number> {
    const [row] = await this.database.write<{ count: number }>(DELETE_OLD, [days, limit]);
    return row?.count ?? 0;
  }

  /**
   * Adds all of `rows`, or none if it throws. Rows that exist already stay as they are, so that a write whose response was lost
   * can be repeated.
   * @throws DatabaseConnectionError, DatabasePoolExhaustedError, ConstraintViolationError or DatabaseQueryError
   */
  async insert(rows: readonly LedgerRow[]): Promise<void> {
    await this.database.idempotentWrite(
      INSERT,
      COLUMNS.map(({ propertyName }) =>
        toArrayLiteral(rows.map((row) => valueOf(row, propertyName as keyof LedgerRowEntity))),
      ),
    );
  }
}

/** What a column of the ledger may hold, besides a list, which comes as text. */
type ColumnValue = string | number | bigint | Date | null;

/** Times are measured in fractions of a millisecond and stored in whole ones. */
function valueOf(row: LedgerRow, column: keyof LedgerRowEntity): ColumnValue {
  if (column === 'tags') return row.tags && listOf(row.tags);
  if (column === 'totalTokens') return row.promptTokens + row.completionTokens;
  if (column === 'totalMs') return Math.round(row.totalMs);
  if (column === 'firstTokenMs') return row.firstTokenMs && Math.round(row.firstTokenMs);
  return row[column];
}

/** Rows of calls with the same header share one list of tags. */
const knownLists = new WeakMap<readonly string[], string>();

function listOf(tags: readonly string[]): string {
  const known = knownLists.get(tags);
  if (known !== undefined) return known;
  const list = toArrayLiteral(tags);
  knownLists.set(tags, list);
  return list;
}

/**
 * A list as PostgreSQL reads it from a text. The driver makes one of each list by itself, but quotes and escapes whatever the
 * items are: of two dozen columns, that takes some 4 us of the 120 that a chat completion costs.
 */
function toArrayLiteral(items: readonly ColumnValue[]): string {
  return `{${items.map(toItem).join(',')}}`;
}

function toItem(value: ColumnValue): string {
  if (value === null) return 'NULL';
  if (typeof value === 'string') return `"${value.replace(/["\\]/g, '\\$&')}"`;
  if (!(value instanceof Date)) return String(value);
  // PostgreSQL refuses that, as it refuses every other bad value, and the rows beside it are kept.
  return Number.isNaN(value.getTime()) ? '"Invalid Date"' : `"${isoTime(value)}"`;
}

/** What is wrong with a row; `undefined` where the fault lies elsewhere and may pass. */
function refusalIn(error: unknown): string | undefined {
  if (error instanceof ConstraintViolationError) return error.constraint;
  if (!(error instanceof DatabaseQueryError)) return undefined;
  const { code } = error.cause as { code?: string };
  return code !== undefined && DATA_STATE.test(code) ? code : undefined;
}
