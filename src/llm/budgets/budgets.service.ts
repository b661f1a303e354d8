import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/caller.js';
import { WorkspacesService } from '../../access/workspaces/workspaces.service.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { newId } from '../../ids/new-id.js';
import { toWire } from '../../validation/wire.js';
import { fromPicoUsd, toPicoUsd } from '../providers/answers/price.js';
import { type BudgetListResponse, type BudgetRequest, BudgetResponse, type ListBudgetsQuery } from './budget.dto.js';
import type { BudgetEntity } from './budget.entity.js';
import { BudgetNotFoundError } from './budget.errors.js';
import { periodAt } from './budget-period.js';
import { type BudgetFigures, BudgetsRepository } from './budgets.repository.js';
import { ApplyingBudgets } from './applying-budgets.service.js';

/** Whose budget: a workspace's, or that of one of its API keys. */
export interface BudgetOwner {
  /** Of operators only; the caller's own if absent. */
  workspaceId?: string | null | undefined;
  keyId: string | null;
}

/** Sets, shows and deletes budgets. */
@Injectable()
export class BudgetsService {
  constructor(
    private readonly budgets: BudgetsRepository,
    private readonly workspaces: WorkspacesService,
    private readonly applying: ApplyingBudgets,
  ) {}

  /**
   * Sets a budget, which counts what was spent in the period already. It takes effect here at once, on other replicas within
   * seconds.
   * @throws WorkspaceNotFoundError, ApiKeyNotFoundError
   */
  async set(caller: Caller, owner: BudgetOwner, request: BudgetRequest): Promise<BudgetResponse> {
    const [workspace, keyId] = await this.resolve(caller, owner);
    const { limit_usd, period, time_zone: timeZone, mode } = request;
    const terms = { limitPicoUsd: String(toPicoUsd(limit_usd)), period, timeZone, mode };
    const budget = await this.budgets.set(workspace, keyId, newId(), terms);
    this.applying.clear();
    return this.withFigures(budget);
  }

  /** @throws WorkspaceNotFoundError, ApiKeyNotFoundError, BudgetNotFoundError */
  async get(caller: Caller, owner: BudgetOwner): Promise<BudgetResponse> {
    const budget = await this.budgets.find(...(await this.resolve(caller, owner)));
    if (budget === undefined) throw new BudgetNotFoundError(owner.keyId);
    return this.withFigures(budget);
  }

  /** @throws WorkspaceNotFoundError, ApiKeyNotFoundError, BudgetNotFoundError */
  async delete(caller: Caller, owner: BudgetOwner): Promise<void> {
    const wasThere = await this.budgets.delete(...(await this.resolve(caller, owner)));
    this.applying.clear();
    if (!wasThere) throw new BudgetNotFoundError(owner.keyId);
  }

  /** @throws WorkspaceNotFoundError; ValidationError if the cursor belongs to another list */
  async list(caller: Caller, { workspace_id, ...page }: ListBudgetsQuery): Promise<BudgetListResponse> {
    const workspace = await this.workspaces.resolve(caller, workspace_id);
    const { rows, nextCursor } = await this.budgets.list(workspace, page);
    return { data: await this.allWithFigures(rows), next_cursor: nextCursor };
  }

  /** The budgets that the calls of a key count against: that of its workspace, and its own. */
  async applyingTo(workspace: WorkspaceId, keyId: string | null): Promise<BudgetResponse[]> {
    return this.allWithFigures(await this.budgets.applyingTo(workspace, keyId));
  }

  private async resolve(caller: Caller, { workspaceId, keyId }: BudgetOwner): Promise<[WorkspaceId, string | null]> {
    const workspace = await this.workspaces.resolve(caller, workspaceId);
    return [workspace, keyId === null ? null : await this.budgets.firstKeyOf(workspace, keyId)];
  }

  private async withFigures(budget: BudgetEntity): Promise<BudgetResponse> {
    const [response] = await this.allWithFigures([budget]);
    if (response === undefined) throw new BudgetNotFoundError(budget.keyId);
    return response;
  }

  private async allWithFigures(budgets: readonly BudgetEntity[]): Promise<BudgetResponse[]> {
    const now = new Date();
    const asked = budgets.map((budget) => ({ budget, period: periodAt(budget.period, budget.timeZone, now) }));
    const figures = await this.budgets.figures(asked);
    return asked.flatMap(({ budget, period }, index) => {
      const found = figures[index];
      return found === undefined ? [] : [toResponse(budget, period.startsAt, period.endsAt, found)];
    });
  }
}

function toResponse(
  { limitPicoUsd, ...budget }: BudgetEntity,
  startsAt: Date,
  resetsAt: Date,
  { spent, leased }: BudgetFigures,
): BudgetResponse {
  const limit = BigInt(limitPicoUsd);
  return toWire(BudgetResponse, {
    ...budget,
    ...{ startsAt, resetsAt, limitUsd: fromPicoUsd(limit), spentUsd: fromPicoUsd(spent) },
    ...{ reservedUsd: fromPicoUsd(leased), remainingUsd: fromPicoUsd(limit > spent ? limit - spent : 0n) },
    exceeded: spent >= limit,
  });
}
