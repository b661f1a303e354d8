import { Injectable, Logger } from '@nestjs/common';
import type { Caller } from '../../access/caller.js';
import type { QualificationMethod } from '../../leads/lead-score.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { toDocument } from '../../leads/lead-facts.js';
import { type RequestContext, runInRequest } from '../../telemetry/request-context.js';
import type { CostMeter } from '../../llm/router/cost-meter.js';
import { LedgerQueue } from '../../llm/ledger/ledger-queue.service.js';
import { LeadScorer } from '../lead.scorer.js';
import type { NewQualification } from '../qualifications.repository.js';
import type { PaidResult } from '../scorer.js';
import { type ScoringPlan, ScoringPlans } from '../scoring-plans.service.js';
import type { QualificationRunEntity } from './qualification-run.entity.js';
import type { ReadyLead } from './run-share.js';

/** Scores single leads of runs; recording the score is left to the run. */
@Injectable()
export class RunScorer {
  private readonly logger = new Logger(RunScorer.name);

  constructor(
    private readonly scorer: LeadScorer,
    private readonly plans: ScoringPlans,
    private readonly ledger: LedgerQueue,
  ) {}

  /**
   * How the leads of a run are scored now.
   * @throws LlmNotConfiguredError
   */
  planOf(workspace: WorkspaceId, method: QualificationMethod): Promise<ScoringPlan> {
    return this.plans.of(workspace, method);
  }

  /** Resolves once what was asked so far is in the ledger, or the database is away. */
  async flushLedger(): Promise<void> {
    await this.ledger.flush();
  }

  /**
   * Asks a language model. Rules never stand in for it: a run waits until one answers.
   * @param costs adds up what the calls cost
   * @throws LlmError, ModelNotAllowedError
   */
  async scoreByModel(
    run: QualificationRunEntity,
    caller: Caller,
    plan: ScoringPlan,
    ready: ReadyLead,
    costs: CostMeter,
  ): Promise<NewQualification> {
    const startedAt = performance.now();
    const options = { caller, strategy: run.strategy ?? undefined, fallback: 'none', costs } as const;
    const result = await runInRequest(requestFor(run, caller), () => this.scorer.score(ready.lead, plan, options));
    return qualificationOf(result, ready, plan, startedAt);
  }

  /** By the learned model, or by rules. */
  scoreAlone(plan: ScoringPlan, ready: ReadyLead): NewQualification {
    const startedAt = performance.now();
    return qualificationOf(this.scorer.scoreAlone(ready.lead, plan), ready, plan, startedAt);
  }

  /** Logs that what came of a lead could not be recorded; after its lease, it is scored again. */
  report(error: unknown, runId: string): void {
    this.logger.error({ err: error, run_id: runId }, 'Could not record what came of a lead');
  }
}

/** A request of its own for a lead: in the ledger, its calls have the id of the run as that of their request, and as a tag. */
function requestFor({ id: requestId }: QualificationRunEntity, { workspace, keyId }: Caller): RequestContext {
  return { requestId, workspace, keyId: keyId ?? undefined, tags: [`run:${requestId}`] };
}

function qualificationOf(
  result: PaidResult,
  { lead, qualificationId: id }: ReadyLead,
  { profile: { version: profileVersion } }: ScoringPlan,
  startedAt: number,
): NewQualification {
  const latencyMs = Math.round(performance.now() - startedAt);
  return { ...result, id, leadId: lead.id, facts: toDocument(lead), latencyMs, profileVersion };
}
