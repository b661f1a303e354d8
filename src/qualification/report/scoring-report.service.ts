import { Injectable } from '@nestjs/common';
import type { SetReplyHead } from '../../api/reply-head.decorator.js';
import { prefersCsv } from '../../csv/csv.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { ServiceUnavailableError } from '../../errors/request.errors.js';
import { FairSemaphore } from '../../resilience/fair-semaphore.js';
import { taskUrl, ThreadPool } from '../../threads/thread-pool.service.js';
import type { ReportTask } from './report.task.js';
import { reportCsv } from './report-csv.js';
import type { ScoringReportQuery, ScoringReportResponse } from './scoring-report.dto.js';
import { ScoringReportRepository } from './scoring-report.repository.js';

const REPORT = taskUrl('./report.task', import.meta.url);
/** Reports that are made at a time: each occupies a connection while it is read. */
const AT_ONCE = 2;
/** Longest wait for a turn, and for a thread, in ms. */
const WAIT_MS = 10_000;
/** Longest time to compute a report, in ms. */
const LIMIT_MS = 30_000;

const CSV_HEADERS = {
  'content-type': 'text/csv; charset=utf-8; header=present',
  'content-disposition': 'attachment; filename="scoring-report.csv"',
};

/** On whose behalf a report is made. */
export interface ReportCall {
  workspace: WorkspaceId;
  /** Aborted when the caller has disconnected. */
  signal: AbortSignal;
  setHead: SetReplyHead;
}

/** What scores were worth, by how leads ended. */
@Injectable()
export class ScoringReports {
  private readonly permits = new FairSemaphore(AT_ONCE);

  constructor(
    private readonly leads: ScoringReportRepository,
    private readonly threads: ThreadPool,
  ) {}

  /**
   * The report as JSON, or as CSV for those who prefer it by `Accept`.
   * @throws ServiceUnavailableError
   */
  preferred(
    call: ReportCall,
    query: ScoringReportQuery,
    accept: string | undefined,
  ): Promise<ScoringReportResponse | string> {
    return prefersCsv(accept) ? this.csv(call, query) : this.make(call.workspace, query, call.signal);
  }

  /** @throws ServiceUnavailableError */
  async csv({ workspace, signal, setHead }: ReportCall, query: ScoringReportQuery): Promise<string> {
    const report = await this.make(workspace, query, signal);
    setHead({ headers: CSV_HEADERS });
    return reportCsv(report);
  }

  /** @throws ServiceUnavailableError while too many reports are made, or where one takes too long */
  async make(
    workspace: WorkspaceId,
    { retrospective = false }: ScoringReportQuery,
    signal: AbortSignal,
  ): Promise<ScoringReportResponse> {
    const release = await this.permits.acquire(workspace, WAIT_MS, signal);
    if (release === undefined) throw busy('Too many reports are made at the moment');
    try {
      const task: ReportTask = {
        parts: await this.leads.read(workspace, retrospective, signal),
        limit: this.leads.limit,
      };
      const limits = { owner: workspace, waitMs: WAIT_MS, limitMs: LIMIT_MS };
      const outcome = await this.threads.run<ScoringReportResponse>(REPORT, task, limits);
      if (outcome.state === 'done') return outcome.result;
      throw busy('The report could not be computed in time; SCORING_REPORT_OUTCOMES makes it smaller');
    } finally {
      release();
    }
  }
}

function busy(message: string): ServiceUnavailableError {
  return new ServiceUnavailableError(message, {}, { retryAfterSeconds: 5 });
}
