import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/caller.js';
import type { GivenFilters } from '../../leads/dto/list-leads.dto.js';
import type { QualificationMethod } from '../../leads/lead-score.js';
import type { RoutingStrategy } from '../../llm/llm.settings.js';
import { fromPicoUsd, toPicoUsd } from '../../llm/providers/answers/price.js';
import { LeadScoring } from '../lead-scoring.service.js';
import type { QualificationRunEntity } from './qualification-run.entity.js';
import type { RunEstimateResponse } from './run-estimate.dto.js';
import { RunEstimates } from './run-estimates.service.js';
import type { RunSelection } from './run-selections.repository.js';
import { RunResponse, type StartRunRequest } from './run.dto.js';
import { RunChoices } from './run-choices.service.js';

/** A run that could begin. */
export interface RunPlan {
  selection: RunSelection;
  /** As it was given. */
  filter: GivenFilters | null;
  method: QualificationMethod;
  strategy: RoutingStrategy | undefined;
  requalify: boolean;
  maxCostPicoUsd: bigint | null;
  estimate: RunEstimateResponse;
}

/** Which leads a run is for, how they are scored, and what that takes. */
@Injectable()
export class RunPlans {
  constructor(
    private readonly scoring: LeadScoring,
    private readonly estimates: RunEstimates,
    private readonly choices: RunChoices,
  ) {}

  /** @throws ValidationError, RunTooLargeError, LlmNotConfiguredError, ModelNotAllowedError */
  async plan(caller: Caller, request: StartRunRequest): Promise<RunPlan> {
    const { workspace } = caller;
    const { strategy, max_cost_usd: most, requalify = false } = request;
    const scoring = await this.scoring.plan(caller, request.method);
    const { method } = scoring;
    const { selection, filter, leads, sample } = await this.choices.choose(workspace, request, scoring);
    const profile = scoring.profile.definition;
    const estimate = await this.estimates.estimate({ workspace, leads, sample, profile, method, strategy });
    const maxCostPicoUsd = most == null ? null : toPicoUsd(most);
    return { selection, filter, method, strategy, requalify, maxCostPicoUsd, estimate };
  }

  /** A plan as a run that is not stored yet. */
  toRow(plan: RunPlan, { workspace: workspaceId, keyId, name }: Caller, id: string): Partial<QualificationRunEntity> {
    const { filter, method, requalify, maxCostPicoUsd, estimate } = plan;
    const strategy = plan.strategy ?? null;
    const perLead = estimate.leads === 0 ? 0n : toPicoUsd(estimate.cost_usd) / BigInt(estimate.leads);
    return {
      ...{ workspaceId, id, filter, method, strategy, requalify, estimate, keyId, actorName: name },
      maxCostPicoUsd: maxCostPicoUsd === null ? null : String(maxCostPicoUsd),
      leadCostPicoUsd: String(perLead),
      concurrency: this.choices.concurrency,
    };
  }

  /** The answer to a dry run. */
  toResponse({ method, strategy, requalify, maxCostPicoUsd, estimate }: RunPlan): RunResponse {
    const counts = { total: estimate.leads, done: 0, failed: 0, in_flight: 0, waiting: estimate.leads };
    return Object.assign(new RunResponse(), {
      ...{ id: null, state: null, pause_reason: null, resume_at: null, method, requalify, counts, estimate },
      ...{ strategy: strategy ?? null },
      max_cost_usd: maxCostPicoUsd === null ? null : fromPicoUsd(maxCostPicoUsd),
      ...{ cost_usd: '0', rate_per_second: null, eta_seconds: null },
      ...{ created_at: null, started_at: null, finished_at: null },
    });
  }
}
