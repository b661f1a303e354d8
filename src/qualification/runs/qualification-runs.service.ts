import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/caller.js';
import type { PageRequest } from '../../database/pagination.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { toPicoUsd } from '../../llm/providers/answers/price.js';
import type { RunState } from './qualification-run.entity.js';
import {
  type ListRunItemsQuery,
  RunItemListResponse,
  RunItemResponse,
  type RunLimit,
  RunListResponse,
  RunResponse,
  type StartRunRequest,
} from './run.dto.js';
import { RunStateError } from './run.errors.js';
import { RunPlans } from './run-plans.service.js';
import { RunPumps } from './run-pumps.service.js';
import { RunToolbox } from './run-toolbox.js';

const GOING_ON: readonly RunState[] = ['queued', 'running', 'paused'];

/** Runs: many leads, scored in the background. */
@Injectable()
export class QualificationRuns {
  constructor(
    private readonly plans: RunPlans,
    private readonly tools: RunToolbox,
    private readonly pumps: RunPumps,
  ) {}

  /**
   * Puts leads on the list of a new run, which begins at once; or only says what it would take.
   * @param id of the run; one that exists already is the answer
   * @throws ValidationError, RunTooLargeError, LlmNotConfiguredError, ModelNotAllowedError
   */
  async start(caller: Caller, id: string, request: StartRunRequest): Promise<RunResponse> {
    const plan = await this.plans.plan(caller, request);
    if (request.dry_run === true) return this.plans.toResponse(plan);
    const { workspace } = caller;
    const { runs, items } = this.tools;
    await runs.transaction(async (query) => {
      const isNew = await runs.insert(query, this.plans.toRow(plan, caller, id));
      if (isNew)
        await runs.setTotal(query, workspace, id, await items.fill(query, { workspace, runId: id }, plan.selection));
    });
    return this.goOn(workspace, id);
  }

  /** @throws RunNotFoundError */
  async get(workspace: WorkspaceId, id: string): Promise<RunResponse> {
    return RunResponse.from(await this.tools.runs.get(workspace, id));
  }

  /** @throws ValidationError if the cursor belongs to another list */
  async list(workspace: WorkspaceId, page: PageRequest): Promise<RunListResponse> {
    const { rows, nextCursor } = await this.tools.runs.list(workspace, page);
    return Object.assign(new RunListResponse(), {
      data: rows.map((run) => RunResponse.from(run)),
      next_cursor: nextCursor,
    });
  }

  /** @throws RunNotFoundError; ValidationError if the cursor belongs to another list */
  async items(workspace: WorkspaceId, id: string, query: ListRunItemsQuery): Promise<RunItemListResponse> {
    await this.tools.runs.get(workspace, id);
    const { rows, nextCursor } = await this.tools.items.list({ workspace, runId: id }, query.state, query);
    const data = rows.map((item) => RunItemResponse.from(item));
    return Object.assign(new RunItemListResponse(), { data, next_cursor: nextCursor });
  }

  /**
   * Stops a run; leads that are begun are finished.
   * @throws RunNotFoundError, RunStateError
   */
  async pause(workspace: WorkspaceId, id: string): Promise<RunResponse> {
    const { runs } = this.tools;
    await runs.transaction(async (query) => {
      const { state, pauseReason } = await runs.lock(query, workspace, id);
      if (state === 'paused' && pauseReason === 'requested') return;
      await runs.move(query, workspace, id, {
        ...{ from: GOING_ON.filter((one) => one === state), action: 'paused' },
        ...{ state: 'paused', pauseReason: 'requested', resumeAt: null },
      });
    });
    this.pumps.interrupt(id);
    return this.get(workspace, id);
  }

  /**
   * Goes on with a run that is paused, for whatever reason.
   * @throws RunNotFoundError, RunStateError
   */
  async resume(workspace: WorkspaceId, id: string, { max_cost_usd: most }: RunLimit): Promise<RunResponse> {
    const { runs } = this.tools;
    const limit = most == null ? {} : { maxCostPicoUsd: String(toPicoUsd(most)) };
    await runs.transaction((query) =>
      runs.move(query, workspace, id, {
        ...{ from: ['paused'], action: 'resumed', ...limit },
        ...{ state: 'running', pauseReason: null, resumeAt: null, slowUntil: null, outages: 0 },
      }),
    );
    return this.goOn(workspace, id);
  }

  /**
   * Ends a run; leads that are begun are finished, the others are dropped.
   * @throws RunNotFoundError, RunStateError
   */
  async cancel(workspace: WorkspaceId, id: string): Promise<RunResponse> {
    const { runs, items } = this.tools;
    await runs.transaction(async (query) => {
      await runs.move(query, workspace, id, {
        ...{ from: GOING_ON, action: 'cancelled' },
        ...{ state: 'cancelled', pauseReason: null, resumeAt: null, finishedAt: new Date() },
      });
      await items.cancelWaiting(query, { workspace, runId: id });
    });
    this.pumps.interrupt(id);
    return this.get(workspace, id);
  }

  /**
   * Has the leads scored again that could not be; a run that is complete goes on.
   * @throws RunNotFoundError, RunStateError
   */
  async retryFailed(workspace: WorkspaceId, id: string): Promise<RunResponse> {
    const { runs, items } = this.tools;
    await runs.transaction(async (query) => {
      const { state, pauseReason, failed } = await runs.lock(query, workspace, id);
      if (state === 'cancelled' || state === 'failed') throw new RunStateError(id, state, 'retried');
      const retried = await items.retryFailed(query, { workspace, runId: id });
      if (retried === 0) return;
      const next = state === 'paused' ? { state, pauseReason } : ({ state: 'running', pauseReason: null } as const);
      const changes = { ...next, failed: Math.max(0, failed - retried), finishedAt: null };
      await runs.move(query, workspace, id, { from: [state], action: 'retried', ...changes });
    });
    return this.goOn(workspace, id);
  }

  /** Wakes what works on runs in this process; others look within a second. */
  private goOn(workspace: WorkspaceId, id: string): Promise<RunResponse> {
    void this.pumps.sweep();
    return this.get(workspace, id);
  }
}
