import { Injectable } from '@nestjs/common';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { SalesAgentError } from '../../errors/sales-agent.error.js';
import type { ImportEntity } from './import.entity.js';
import { ImportMerges } from './import-merges.service.js';
import { ImportRowsRepository } from './import-rows.repository.js';
import { ImportStartsRepository } from './import-starts.repository.js';
import { ImportStateError } from './imports.errors.js';
import { ImportsRepository, type ReceivedFacts } from './imports.repository.js';

/** What happens to imports that are received. */
@Injectable()
export class ImportStore {
  constructor(
    private readonly imports: ImportsRepository,
    private readonly starts: ImportStartsRepository,
    private readonly rows: ImportRowsRepository,
    private readonly merges: ImportMerges,
  ) {}

  /**
   * Keeps an import for its caller to look at, with what its merge would do.
   * @throws ImportStateError if it was cancelled meanwhile
   */
  async keep(workspace: WorkspaceId, id: string, facts: ReceivedFacts): Promise<ImportEntity> {
    const kept = await this.imports.keep(workspace, id, facts);
    if (kept === undefined) throw new ImportStateError(id, 'cancelled');
    if (kept.error !== null) return kept;
    const { created, updated, unchanged, rejected } = await this.merges.preview(kept);
    const counts = { createdCount: created, updatedCount: updated, unchangedCount: unchanged };
    const all = { ...counts, rejectedCount: kept.rejectedCount + rejected };
    return (await this.imports.count(workspace, id, all)) ?? kept;
  }

  /** An earlier import of the same file, in place of this one, of which nothing is left then. */
  async replaceBySame(workspace: WorkspaceId, id: string, fingerprint: string): Promise<ImportEntity | undefined> {
    const same = await this.imports.findSame(workspace, fingerprint);
    if (same === undefined) return undefined;
    await this.rows.delete(workspace, id, 'all');
    await this.imports.delete(workspace, id);
    return same;
  }

  /**
   * Begins the merge of an import that is received.
   * @throws ImportStateError if it was cancelled meanwhile
   */
  async begin(workspace: WorkspaceId, id: string, facts: ReceivedFacts): Promise<ImportEntity> {
    const started = await this.starts.begin(workspace, id, 'receiving', facts, (query) =>
      this.merges.start(workspace, id, query),
    );
    if (started === undefined) throw new ImportStateError(id, 'cancelled');
    return started;
  }

  /** Begins the merge of an import that was looked at; `undefined` if there is none. */
  start(workspace: WorkspaceId, id: string): Promise<ImportEntity | undefined> {
    return this.starts.begin(workspace, id, 'ready', {}, (query) => this.merges.start(workspace, id, query));
  }

  /** Merges it at once, and gives it as it is after so many seconds at the latest. What is left is done by its job. */
  async waitFor(one: ImportEntity, seconds: number): Promise<ImportEntity> {
    const { workspaceId, id } = one;
    if (seconds === 0) return one;
    const signal = AbortSignal.timeout(seconds * 1_000);
    try {
      await this.merges.run(workspaceId, id, signal);
    } catch (error) {
      if (!signal.aborted && !(error instanceof SalesAgentError)) throw error;
    }
    return (await this.imports.find(workspaceId, id)) ?? one;
  }

  /** Cancels an import that is not done, and drops the rows that wait; `undefined` if there is none. */
  async cancel(workspace: WorkspaceId, id: string): Promise<ImportEntity | undefined> {
    const cancelled = await this.imports.end(workspace, id, 'cancelled');
    if (cancelled !== undefined) await this.rows.delete(workspace, id, 'accepted');
    return cancelled;
  }
}
