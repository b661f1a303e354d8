import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { SalesAgentError } from '../errors/sales-agent.error.js';
import { toDocument } from '../leads/lead-facts.js';
import type { LeadEntity } from '../leads/lead.entity.js';
import { BudgetExceededError } from '../llm/llm.errors.js';
import { ScoringTurns } from './claims/scoring-turns.service.js';
import { FallbackScorer } from './fallback.scorer.js';
import { ScoringProfileService } from './profile/scoring-profile.service.js';
import { QualificationsRepository, type RecordedQualification } from './qualifications.repository.js';
import type { QualificationOptions } from './scorer.js';

/** Scores one lead, and records what came of it. */
@Injectable()
export class LeadScoring {
  constructor(
    private readonly profiles: ScoringProfileService,
    private readonly scorer: FallbackScorer,
    private readonly qualifications: QualificationsRepository,
    private readonly turns: ScoringTurns,
  ) {}

  /** @throws ModelNotAllowedError */
  authorize(caller: Caller): void {
    this.scorer.authorize(caller);
  }

  /**
   * Scores a lead by the current profile and records the qualification. If that fails the lead stays, as `failed`, and the
   * error names it in `details.lead_id`. No model is asked twice: a qualification that exists under this id already is the
   * answer, and so is that of another caller who is asking a model about the same lead.
   * @param id of the qualification
   * @throws LeadNotFoundError, LlmError, QualificationInProgressError
   */
  async score(
    caller: Caller,
    lead: LeadEntity,
    id: string,
    options: QualificationOptions = {},
  ): Promise<RecordedQualification> {
    const startedAt = performance.now();
    if (!this.scorer.usesModel) return this.scoreNow(caller, lead, id, options, startedAt);
    const { workspace } = caller;
    const recorded = await this.qualifications.findRecorded(workspace, lead.id, id);
    if (recorded !== undefined) return recorded;
    if (options.force === true) {
      await this.qualifications.begin(workspace, lead.id);
      return this.scoreNow(caller, lead, id, options, startedAt);
    }
    const claim = { workspace, leadId: lead.id, qualificationId: id };
    const turn = await this.turns.take(claim, options.signal);
    if (turn.shared !== undefined) return turn.shared;
    try {
      return await this.scoreNow(caller, turn.lead, id, options, startedAt);
    } finally {
      await this.turns.release(claim);
    }
  }

  private async scoreNow(
    caller: Caller,
    lead: LeadEntity,
    id: string,
    { strategy, signal }: QualificationOptions,
    startedAt: number,
  ): Promise<RecordedQualification> {
    const { workspace } = caller;
    try {
      const profile = await this.profiles.current(workspace);
      const result = await this.scorer.score(lead, profile.definition, { caller, strategy, signal });
      const latencyMs = Math.round(performance.now() - startedAt);
      return await this.qualifications.record(workspace, {
        ...result,
        ...{ id, leadId: lead.id, facts: toDocument(lead), latencyMs, profileVersion: profile.version },
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
