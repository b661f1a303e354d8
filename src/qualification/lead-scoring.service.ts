import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { SalesAgentError } from '../errors/sales-agent.error.js';
import { toDocument } from '../leads/lead-facts.js';
import { asksModels, type ScoringMethod } from '../leads/lead-score.js';
import type { LeadEntity } from '../leads/lead.entity.js';
import { LedgerQueue } from '../llm/ledger/ledger-queue.service.js';
import { BudgetExceededError } from '../llm/llm.errors.js';
import { ScoringTurns } from './claims/scoring-turns.service.js';
import { LeadScorer } from './lead.scorer.js';
import { QualificationsRepository, type RecordedQualification } from './qualifications.repository.js';
import type { QualificationOptions } from './scorer.js';
import { type ScoringPlan, ScoringPlans } from './scoring-plans.service.js';

/** Scores one lead, and records what came of it. */
@Injectable()
export class LeadScoring {
  constructor(
    private readonly plans: ScoringPlans,
    private readonly scorer: LeadScorer,
    private readonly qualifications: QualificationsRepository,
    private readonly turns: ScoringTurns,
    private readonly ledger: LedgerQueue,
  ) {}

  /**
   * How leads of the caller are scored now.
   * @throws ModelNotAllowedError, LlmNotConfiguredError
   */
  async plan(caller: Caller, method?: ScoringMethod): Promise<ScoringPlan> {
    const plan = await this.plans.of(caller.workspace, method);
    this.scorer.authorize(caller, plan);
    return plan;
  }

  /**
   * Scores a lead by a plan and records the qualification. If that fails the lead stays, as `failed`, and the
   * error names it in `details.lead_id`. No model is asked twice: a qualification that exists under this id already is the
   * answer, and so is that of another caller who is asking a model about the same lead.
   * @param id of the qualification
   * @throws LeadNotFoundError, LlmError, QualificationInProgressError
   */
  async score(
    caller: Caller,
    lead: LeadEntity,
    id: string,
    plan: ScoringPlan,
    options: QualificationOptions = {},
  ): Promise<RecordedQualification> {
    const startedAt = performance.now();
    if (!asksModels(plan.method)) return this.scoreNow(caller, lead, id, plan, options, startedAt);
    const { workspace } = caller;
    const recorded = await this.qualifications.findRecorded(workspace, lead.id, id);
    if (recorded !== undefined) return recorded;
    if (options.force === true) {
      await this.qualifications.begin(workspace, lead.id);
      return this.scoreNow(caller, lead, id, plan, options, startedAt);
    }
    const claim = { workspace, leadId: lead.id, qualificationId: id };
    const turn = await this.turns.take(claim, options.signal);
    if (turn.shared !== undefined) return turn.shared;
    try {
      return await this.scoreNow(caller, turn.lead, id, plan, options, startedAt);
    } finally {
      await this.turns.release(claim);
    }
  }

  private async scoreNow(
    caller: Caller,
    lead: LeadEntity,
    id: string,
    plan: ScoringPlan,
    { strategy, signal }: QualificationOptions,
    startedAt: number,
  ): Promise<RecordedQualification> {
    const { workspace } = caller;
    try {
      const result = await this.scorer.score(lead, plan, { caller, strategy, signal });
      const latencyMs = Math.round(performance.now() - startedAt);
      // What a score cost is in the ledger before the score is stored, whatever ends the process.
      if (asksModels(plan.method)) await this.ledger.flush();
      return await this.qualifications.record(workspace, {
        ...result,
        ...{ id, leadId: lead.id, facts: toDocument(lead), latencyMs, profileVersion: plan.profile.version },
      });
    } catch (error) {
      if (error instanceof BudgetExceededError) await this.putBack(workspace, lead.id);
      else await this.fail(workspace, lead.id);
      throw error instanceof SalesAgentError ? error.with({ lead_id: lead.id }) : error;
    }
  }

  /** A budget that is spent is not a failure of the lead. */
  private async putBack(workspace: WorkspaceId, leadId: string): Promise<void> {
    await this.qualifications.putBack(workspace, leadId).catch(() => undefined);
  }

  /** The error that the caller gets matters more than one in recording this; a later sweep finds what is left. */
  private async fail(workspace: WorkspaceId, leadId: string): Promise<void> {
    await this.qualifications.fail(workspace, leadId).catch(() => undefined);
  }
}
