import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import type { SetReplyHead } from '../../api/reply-head.decorator.js';
import { preferredType } from '../../csv/csv.js';
import { DatabaseSettings } from '../../database/database.settings.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { ServiceUnavailableError } from '../../errors/request.errors.js';
import { FairSemaphore, type Release } from '../../resilience/fair-semaphore.js';
import { givenFilters } from '../dto/list-leads.dto.js';
import { LeadSettings } from '../leads.settings.js';
import { ScoreStates } from '../score-states.service.js';
import { csvFormat, type ExportFormat, NDJSON } from './export-format.js';
import type { ExportLeadsCsvQuery, ExportLeadsQuery } from './export-leads.dto.js';
import { ExportParts } from './export-parts.js';
import { LeadExportRepository } from './lead-export.repository.js';

/** The server waits so many times as long for a reader as this process, which ends an export first. */
const SILENCES_OF_SERVER = 10;

/** On whose behalf an export is made. */
export interface ExportCall {
  workspace: WorkspaceId;
  /** Aborted when the caller has disconnected. */
  signal: AbortSignal;
  setHead: SetReplyHead;
  isHeadRequest: boolean;
}

/** All leads of a list in one answer, read while it is sent. */
@Injectable()
export class LeadExports {
  /** One workspace, whose readers may be slow, leaves one to others. */
  private readonly permits: FairSemaphore;

  constructor(
    private readonly leads: LeadExportRepository,
    private readonly states: ScoreStates,
    private readonly settings: LeadSettings,
    private readonly database: DatabaseSettings,
  ) {
    this.permits = new FairSemaphore(settings.exportsMax, Math.max(1, settings.exportsMax - 1));
  }

  /** CSV, or NDJSON for those who prefer it by `Accept`. */
  preferred(call: ExportCall, query: ExportLeadsCsvQuery, accept: string | undefined): Promise<Readable> {
    const type = preferredType(accept, ['text/csv', 'application/x-ndjson']);
    return type === 'application/x-ndjson' ? this.ndjson(call, query) : this.csv(call, query);
  }

  csv(call: ExportCall, query: ExportLeadsCsvQuery): Promise<Readable> {
    return this.start(call, query, csvFormat(query));
  }

  ndjson(call: ExportCall, query: ExportLeadsQuery): Promise<Readable> {
    return this.start(call, query, NDJSON);
  }

  /** @throws ServiceUnavailableError while too many exports are under way; ValidationError if a range ends before it begins */
  private async start(call: ExportCall, query: ExportLeadsQuery, format: ExportFormat): Promise<Readable> {
    const disposition = `attachment; filename="${format.fileName}"`;
    const headers = { 'content-type': format.mediaType, 'content-disposition': disposition };
    if (call.isHeadRequest) {
      call.setHead({ headers });
      return Readable.from([]);
    }
    const release = await this.permit(call);
    try {
      const parts = await this.open(call.workspace, query, format);
      call.setHead({ headers });
      return parts.stream(this.settings.exportSilenceSeconds * 1_000).once('close', release);
    } catch (error) {
      release();
      throw error;
    }
  }

  private async permit({ workspace, signal }: ExportCall): Promise<Release> {
    const waitMs = this.database.poolTimeoutSeconds * 1_000;
    const release = await this.permits.acquire(workspace, waitMs, signal);
    if (release !== undefined) return release;
    const limit = this.settings.exportsMax;
    throw new ServiceUnavailableError('Too many exports are under way', { limit }, { retryAfterSeconds: 5 });
  }

  private async open(workspace: WorkspaceId, query: ExportLeadsQuery, format: ExportFormat): Promise<ExportParts> {
    const { sort, ...others } = query;
    const filters = await this.states.resolve(workspace, givenFilters(others));
    const stateOf = await this.states.byBasis(workspace);
    const idleMs = this.settings.exportSilenceSeconds * 1_000 * SILENCES_OF_SERVER;
    return new ExportParts(await this.leads.open(workspace, filters, sort, format.columns, idleMs), format, stateOf);
  }
}
