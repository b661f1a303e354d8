import { Injectable } from '@nestjs/common';
import { CursorCodec, type Position } from './cursor.codec.js';
import { Database } from './database.service.js';
import type { EntityTable } from './entity-table.js';

/** Which page of a list: at most `limit` rows, behind the row that `cursor` stands for. */
export interface PageRequest {
  limit: number;
  cursor?: string | null | undefined;
}

export interface Page<Row> {
  rows: Row[];
  /** `null` on the last page. */
  nextCursor: string | null;
}

interface Dated {
  id: string;
  createdAt: Date;
}

/** Reads lists a page at a time by keyset: a page costs the same however far down the list it lies. */
@Injectable()
export class Pagination {
  constructor(
    private readonly database: Database,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * The rows of `table` that equal `where`, newest first.
   * @throws ValidationError if the cursor belongs to another list
   */
  async newestFirst<Entity extends Dated>(
    table: EntityTable<Entity>,
    where: Partial<Entity>,
    request: PageRequest,
  ): Promise<Page<Entity>> {
    const find = (limit: number, after?: Position) => {
      const { sql, values } = table.condition(where, 1);
      const place = values.length + 1;
      const behind =
        after === undefined ? '' : `AND (created_at, id) < ($${place + 1}::timestamptz, $${place + 2}::uuid)`;
      return this.database.read<Entity>(
        `SELECT ${table.columns} FROM ${table.name} WHERE ${sql} ${behind} ORDER BY created_at DESC, id DESC LIMIT $1`,
        [limit, ...values, ...(after === undefined ? [] : [after.key, after.id])],
      );
    };
    return this.page({ [table.name]: where }, request, find, ({ createdAt }) => createdAt.toISOString());
  }

  /**
   * One page of the rows that `find` reads: at most `limit` of them, behind the position `after`.
   * @param list names the list and its filters; a cursor is bound to them
   * @param keyOf what the list is sorted by
   * @throws ValidationError if the cursor belongs to another list
   */
  async page<Row extends { id: string }>(
    list: object,
    { limit, cursor }: PageRequest,
    find: (limit: number, after?: Position) => Promise<Row[]>,
    keyOf: (row: Row) => Position['key'],
  ): Promise<Page<Row>> {
    const after = cursor == null ? undefined : await this.cursors.decode(cursor, list);
    // One additional row shows whether there is a next page.
    const found = await find(limit + 1, after);
    const rows = found.slice(0, limit);
    const last = found.length > limit ? rows.at(-1) : undefined;
    const nextCursor = last && (await this.cursors.encode({ key: keyOf(last), id: last.id }, list));
    return { rows, nextCursor: nextCursor ?? null };
  }
}
