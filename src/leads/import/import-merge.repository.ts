import { Injectable } from '@nestjs/common';
import { afterCommit, Database } from '../../database/database.service.js';
import { type WebhookEvent, WebhookOutbox } from '../../webhooks/webhook-outbox.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { countRows } from './imports.metrics.js';
import type { OnDuplicate } from './import.entity.js';
import { MergeBatch } from './merge-batch.js';
import { advance, type BatchCounts, lockImport } from './merge-progress.js';
import { originalCells } from './original-cells.js';
import { rowProblem } from './read/file-row.js';
import { type Refusal, readStaged, readWaiting, refuseRows } from './staged-rows.js';

/** `busy`: another replica merges it, or it is not being merged any more. */
export type MergeStep = 'busy' | 'more' | 'done';

const NOTHING = { created: 0, updated: 0, unchanged: 0, rejected: 0 };

/** Merges rows that wait into the leads. */
@Injectable()
export class ImportMergeRepository {
  constructor(
    private readonly database: Database,
    private readonly outbox: WebhookOutbox,
  ) {}

  /**
   * Merges the next rows of an import. They are stored together with its counts and its position: whatever happens, no row is
   * merged twice, and none is lost.
   * @throws ConstraintViolationError if one of the rows breaks a rule of the database
   */
  mergeNext(workspace: WorkspaceId, importId: string, limit: number): Promise<MergeStep> {
    const key = { workspace, importId };
    return this.database.idempotentTransaction(async (query) => {
      const merged = await lockImport(query, key);
      if (merged === undefined) return 'busy';
      const rows = await readWaiting(query, key, merged.position, limit);
      const batch = new MergeBatch(query, key, merged);
      if (rows.length > 0) await batch.merge(rows);
      const isDone = rows.length < limit;
      const counts = await advance(query, key, rows.at(-1)?.line ?? merged.position, isDone, batch.counts);
      if (isDone) await this.outbox.record(query, workspace, completedEvent(importId, counts));
      afterCommit(query, () => {
        countRows(batch.counts);
      });
      return isDone ? 'done' : 'more';
    });
  }

  /**
   * What a merge of the next rows would do. Duplicates in the file count as new where other rows are looked at with them.
   * @returns the last of their lines; `undefined` if there are none
   */
  tryNext(
    workspace: WorkspaceId,
    importId: string,
    onDuplicate: OnDuplicate,
    afterLine: number,
    limit: number,
  ): Promise<{ line: number; counts: BatchCounts } | undefined> {
    const key = { workspace, importId };
    return this.database.idempotentTransaction(async (query) => {
      const rows = await readWaiting(query, key, afterLine, limit);
      const last = rows.at(-1);
      if (last === undefined) return undefined;
      const batch = new MergeBatch(query, key, { position: afterLine, onDuplicate, mapping: null }, true);
      await batch.merge(rows);
      return { line: last.line, counts: batch.counts };
    });
  }

  /** Refuses the next row, which breaks a rule of the database. */
  refuseNext(workspace: WorkspaceId, importId: string, constraint: string): Promise<MergeStep> {
    const key = { workspace, importId };
    return this.database.idempotentTransaction(async (query) => {
      const merged = await lockImport(query, key);
      if (merged === undefined) return 'busy';
      const [row] = await readWaiting(query, key, merged.position, 1);
      if (row === undefined) return 'more';
      const fields = (await readStaged(query, key, [row.line])).get(row.line) ?? {};
      const refusal: Refusal = {
        line: row.line,
        problem: rowProblem('INVALID_VALUE', `The row breaks a rule of the database: ${constraint}`),
        cells: originalCells(fields, merged.mapping?.columns ?? []),
      };
      await refuseRows(query, key, [refusal]);
      const counts = { ...NOTHING, rejected: 1 };
      await advance(query, key, row.line, false, counts);
      afterCommit(query, () => {
        countRows(counts);
      });
      return 'more';
    });
  }
}

function completedEvent(importId: string, counts: BatchCounts & { read: number }): WebhookEvent {
  return {
    type: 'import.completed',
    subjectId: importId,
    data: { import: { id: importId, state: 'completed', counts } },
  };
}
