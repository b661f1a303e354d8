import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { HttpStatus, Injectable } from '@nestjs/common';
import { EVENT_STREAM_HEADERS } from '../../api/event-stream.js';
import type { SetReplyHead } from '../../api/reply-head.decorator.js';
import { BYTE_ORDER_MARK, csvCell, csvLine } from '../../csv/csv.js';
import { guardFormulas } from '../../csv/formula-guard.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { ShutdownState } from '../../lifecycle/shutdown-state.js';
import type { PageQuery } from '../../validation/page.dto.js';
import { isNothing } from '../fields/without-nothing.js';
import { snakeCaseFields } from './snake-case-fields.js';
import { type ColumnTarget, type MappedColumn, REPORT } from './columns/mapping.js';
import type { ImportEntity } from './import.entity.js';
import { ImportRowsRepository, type RefusedRow } from './import-rows.repository.js';
import { NO_ROWS, toImportResponse, toRejectedRow } from './import-view.js';
import type { ImportListResponse, ImportRejectsQuery, ImportResponse } from './imports.dto.js';
import { ImportNotFoundError } from './imports.errors.js';
import { ImportsRepository } from './imports.repository.js';

const SHOWN_REJECTS = 20;
const SHOWN_ROWS = 10;
const REJECTS_AT_ONCE = 500;
/** How often events look for news, and how long they say nothing at most, in ms. */
const LOOK_MS = 500;
const SILENT_MS = 15_000;
const ENDED: ReadonlySet<string> = new Set(['ready', 'completed', 'cancelled', 'failed']);

/** How refused rows are written. */
interface TableForm {
  columns: readonly MappedColumn[];
  /** What the file begins with. */
  mark: string;
  separator: string;
}

/** What callers are told of imports: states, counts, refused rows, progress. */
@Injectable()
export class ImportReports {
  constructor(
    private readonly imports: ImportsRepository,
    private readonly rows: ImportRowsRepository,
    private readonly shutdown: ShutdownState,
  ) {}

  /** @throws ImportNotFoundError */
  async get(workspace: WorkspaceId, id: string): Promise<ImportResponse> {
    return this.describe(await this.find(workspace, id));
  }

  /** @throws ImportNotFoundError */
  async find(workspace: WorkspaceId, id: string): Promise<ImportEntity> {
    const found = await this.imports.find(workspace, id);
    if (found === undefined) throw new ImportNotFoundError(id);
    return found;
  }

  /** An import with the first of its refused rows, and of a dry run the first of the others. */
  async describe(one: ImportEntity): Promise<ImportResponse> {
    const { workspaceId, id, state } = one;
    const refused = await this.rows.refused(workspaceId, id, 0, SHOWN_REJECTS);
    const shown = state === 'ready' ? await this.rows.preview(workspaceId, id, SHOWN_ROWS) : undefined;
    const preview = shown?.map(({ line, fields }) => ({ line, ...snakeCaseFields(fields ?? {}) })) ?? null;
    return toImportResponse(one, { rejects: refused.map(toRejectedRow), preview });
  }

  /** @throws ValidationError if the cursor belongs to another list */
  async list(workspace: WorkspaceId, page: PageQuery): Promise<ImportListResponse> {
    const { rows, nextCursor } = await this.imports.list(workspace, page);
    return { data: rows.map((one) => toImportResponse(one, NO_ROWS)), next_cursor: nextCursor };
  }

  /**
   * The refused rows as a CSV with the columns of the file, ready to be mended and sent again.
   * @param excel whether it is to be opened in the spreadsheet that the file came from
   * @throws ImportNotFoundError
   */
  async rejects(
    workspace: WorkspaceId,
    id: string,
    { excel = false }: ImportRejectsQuery,
    setHead: SetReplyHead,
  ): Promise<Readable> {
    const { mapping, separator } = await this.find(workspace, id);
    const form: TableForm = {
      columns: mapping?.columns ?? [],
      mark: excel ? BYTE_ORDER_MARK : '',
      separator: (excel ? separator : null) ?? ',',
    };
    setHead({
      headers: {
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': `attachment; filename="rejects-${id}.csv"`,
      },
    });
    return Readable.from(this.rejectLines(workspace, id, form), { objectMode: false });
  }

  /**
   * Server-sent events: one `progress` for each change that is seen, and the state as the last one's name.
   * @param after the `Last-Event-ID` of a caller that has seen some
   * @throws ImportNotFoundError
   */
  async events(
    workspace: WorkspaceId,
    id: string,
    after: string | undefined,
    { signal, setHead }: { signal: AbortSignal; setHead: SetReplyHead },
  ): Promise<Readable | undefined> {
    const one = await this.find(workspace, id);
    const seen = /^\d{1,9}$/.test(after ?? '') ? Number(after) : 0;
    if (ENDED.has(one.state) && one.revision <= seen) {
      // This ends the attempts of browsers to connect again.
      setHead({ status: HttpStatus.NO_CONTENT });
      return undefined;
    }
    setHead({ headers: EVENT_STREAM_HEADERS });
    return Readable.from(this.changes(one, seen, signal), { objectMode: false });
  }

  private async *rejectLines(workspace: WorkspaceId, id: string, form: TableForm): AsyncGenerator<string> {
    const names = form.columns.map(({ name }) => name);
    yield form.mark + lineOf([...names.filter((name) => name !== REPORT), REPORT], form);
    for (let line = 0; ;) {
      const rows = await this.rows.refused(workspace, id, line, REJECTS_AT_ONCE);
      if (rows.length === 0) return;
      line = rows.at(-1)?.line ?? line;
      yield rows.map((row) => rejectLine(row, form)).join('');
    }
  }

  private async *changes(first: ImportEntity, seen: number, signal: AbortSignal): AsyncGenerator<string> {
    let revision = seen;
    let saidAt = performance.now();
    for (let one: ImportEntity | undefined = first; one !== undefined && !signal.aborted;) {
      const isEnd = ENDED.has(one.state);
      if (one.revision > revision) {
        revision = one.revision;
        saidAt = performance.now();
        const body = isEnd ? await this.describe(one) : toImportResponse(one, NO_ROWS);
        yield `id: ${revision}\nevent: ${isEnd ? one.state : 'progress'}\ndata: ${JSON.stringify(body)}\n\n`;
      } else if (performance.now() - saidAt > SILENT_MS) {
        saidAt = performance.now();
        yield ': still here\n\n';
      }
      if (isEnd || this.shutdown.isDraining) return;
      await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
      one = await this.imports.find(first.workspaceId, first.id);
    }
  }
}

/** Cells beyond the header stand behind the report, so that none is lost. */
function rejectLine({ line, cells, problem }: RefusedRow, form: TableForm): string {
  const { columns } = form;
  const texts = (cells ?? []).map((cell, index) => textOf(cell, columns[index]?.target));
  const own = columns.flatMap(({ name }, index) => (name === REPORT ? [] : [texts[index] ?? '']));
  const { column = null, code = '', message = '' } = problem ?? {};
  const report = `line ${line}: ${code}${column === null ? '' : ` in ${column}`}: ${message}`;
  return lineOf([...own, report, ...texts.slice(columns.length)], form);
}

function lineOf(texts: readonly string[], { separator }: TableForm): string {
  return csvLine(
    texts.map((text) => csvCell(guardFormulas(text), separator)),
    separator,
  );
}

/**
 * As rows of a table have it: a field that JSON leaves empty by `false` or an empty list is an empty cell, and several texts are
 * one list. Their JSON would be a value of its own.
 */
function textOf(cell: unknown, target: ColumnTarget = 'additional_data'): string {
  if (cell == null) return '';
  if (typeof cell === 'string') return cell;
  const isField = target !== 'additional_data';
  if (isField && isNothing(cell)) return '';
  const isList = isField && Array.isArray(cell) && cell.every((one) => typeof one === 'string');
  return isList ? cell.join(', ') : JSON.stringify(cell);
}
