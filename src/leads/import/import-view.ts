import type { ImportEntity } from './import.entity.js';
import type { RefusedRow } from './import-rows.repository.js';
import type { ImportResponse, RejectedRow } from './imports.dto.js';

/** The rows of an import that its answer shows. */
export interface ShownRows {
  rejects: RejectedRow[];
  preview: Record<string, unknown>[] | null;
}

export const NO_ROWS: ShownRows = { rejects: [], preview: null };

/** An import as callers see it. */
export function toImportResponse(one: ImportEntity, { rejects, preview }: ShownRows, now = new Date()): ImportResponse {
  const counts = {
    read: one.readCount,
    created: one.createdCount,
    updated: one.updatedCount,
    unchanged: one.unchangedCount,
    rejected: one.rejectedCount,
  };
  const { rate, left } = pace(one, now);
  return {
    ...{ id: one.id, state: one.state, file_name: one.fileName, format: one.format, encoding: one.encoding },
    ...{
      separator: one.separator,
      sheet: one.mapping?.sheet ?? null,
      bytes: one.bytes,
      on_duplicate: one.onDuplicate,
      mapping: mappingOf(one),
      counts,
    },
    ...{ rejects, preview },
    rows_per_second: rate === undefined ? null : Math.round(rate),
    eta_seconds: left === undefined || rate === undefined || rate === 0 ? null : Math.ceil(left / rate),
    error: one.error,
    created_at: one.createdAt.toISOString(),
    ended_at: one.endedAt?.toISOString() ?? null,
  };
}

export function toRejectedRow({ line, problem }: RefusedRow): RejectedRow {
  return { line, ...(problem ?? { column: null, code: '', message: '', value: null }) };
}

/** Rows a second, and rows that are left to be merged. */
function pace(one: ImportEntity, now: Date): { rate: number | undefined; left: number | undefined } {
  const { createdCount, updatedCount, unchangedCount, rejectedCount, readCount } = one;
  const settled = createdCount + updatedCount + unchangedCount + rejectedCount;
  const per = (rows: number, since: Date | null, until = now) =>
    since === null ? undefined : (1_000 * rows) / Math.max(1, until.getTime() - since.getTime());
  if (one.state === 'receiving') return { rate: per(readCount, one.createdAt), left: undefined };
  if (one.state === 'merging') return { rate: per(settled, one.mergeStartedAt), left: readCount - settled };
  return { rate: one.endedAt === null ? undefined : per(readCount, one.createdAt, one.endedAt), left: undefined };
}

function mappingOf({ mapping }: ImportEntity): ImportResponse['mapping'] {
  return mapping === null ? null : Object.fromEntries(mapping.columns.map(({ name, target }) => [name, target]));
}
