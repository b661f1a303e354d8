import { ValidationError } from '../../errors/request.errors.js';

/** Most bytes of a result, as JSON; more would only crowd a model's context. */
export const MAX_RESULT_BYTES = 32 * 1024;
/** What is left for rows, where an answer has some fields besides. */
const ROWS_BYTES = MAX_RESULT_BYTES - 2 * 1024;

export function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The beginning of `text` that takes no more than `bytes` as JSON, cut between characters. */
export function shortened(text: string, bytes: number): string {
  let whole = text;
  while (bytesOf(whole) > bytes) whole = whole.slice(0, Math.floor(whole.length * 0.9));
  return whole.toWellFormed();
}

/** How many of `rows`, from the first on, fit into one answer; the first always counts, so that a list goes on. */
export function fittingCount(rows: readonly unknown[], maxBytes = ROWS_BYTES): number {
  let bytes = 0;
  const end = rows.findIndex((row) => (bytes += bytesOf(row) + 1) > maxBytes);
  return end < 0 ? rows.length : Math.max(1, end);
}

/**
 * As many rows of a list as fit into one answer, behind the one that `cursor` names.
 * @throws ValidationError if there is none
 */
export function fittingRows<Row extends { name: string }>(
  all: readonly Row[],
  cursor: string | null | undefined,
): { data: Row[]; next_cursor?: string | undefined; truncated: boolean } {
  const last = all.findIndex(({ name }) => name === cursor);
  if (cursor != null && last < 0) {
    throw new ValidationError([{ field: 'cursor', rule: 'cursor', message: 'cursor is not one of this list' }]);
  }
  const rows = all.slice(last + 1);
  const data = rows.slice(0, fittingCount(rows));
  const truncated = data.length < rows.length;
  return { data, next_cursor: truncated ? data.at(-1)?.name : undefined, truncated };
}

/** One page of a list that is read from a cursor on. */
export interface FittingPage<Row> {
  rows: Row[];
  nextCursor: string | null;
  /** Whether it is shorter than requested, as it would have been too large. */
  truncated: boolean;
}

/** Loads a page; one that is too large is loaded once more and shorter, so that its cursor is that of its last row. */
export async function fittingPage<Row>(
  limit: number,
  load: (limit: number) => Promise<{ rows: Row[]; nextCursor: string | null }>,
): Promise<FittingPage<Row>> {
  const page = await load(limit);
  const count = fittingCount(page.rows);
  if (count === page.rows.length) return { ...page, truncated: false };
  return { ...(await load(count)), truncated: true };
}
