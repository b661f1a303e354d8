import { Injectable } from '@nestjs/common';
import { CursorCodec } from '../database/cursor.codec.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { SalesAgentError } from '../errors/sales-agent.error.js';
import type { RoutingStrategy } from '../llm/llm.settings.js';
import type { LeadEntity } from '../leads/lead.entity.js';
import { LeadScorer, type Scoring } from './lead.scorer.js';
import type { VersionedProfile } from './profile/scoring-profile.repository.js';
import { ScoringProfileService } from './profile/scoring-profile.service.js';
import type { QualificationEntity } from './qualification.entity.js';
import { type NewQualification, QualificationsRepository } from './qualifications.repository.js';
import { tierOf, totalScore } from './scoring.js';

const HISTORY_PAGE = 500;

export interface QualifiedLead {
  lead: LeadEntity;
  qualification: QualificationEntity;
}

export interface QualificationPage {
  qualifications: QualificationEntity[];
  nextCursor: string | null;
}

/** Lead in, score out. */
@Injectable()
export class QualificationService {
  constructor(
    private readonly profiles: ScoringProfileService,
    private readonly scorer: LeadScorer,
    private readonly qualifications: QualificationsRepository,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * Scores a stored lead by the current profile and records the judgement. If that fails the lead stays, as `failed`,
   * and the error names it in `details.lead_id`. A judgement that is there under this id already is the answer: no model is
   * asked twice.
   * @param signal gives it up; without it, what was begun is finished, whether its caller waits or not
   * @throws LlmError, LeadNotFoundError
   */
  async qualify(
    workspace: WorkspaceId,
    lead: LeadEntity,
    id: string,
    strategy?: RoutingStrategy,
    signal?: AbortSignal,
  ): Promise<QualifiedLead> {
    const startedAt = performance.now();
    try {
      const profile = await this.profiles.current(workspace);
      if (this.scorer.isRemote) {
        const qualification = await this.qualifications.findById(workspace, id);
        if (qualification !== undefined) return { lead, qualification };
        await this.qualifications.begin(workspace, lead.id);
      }
      const scoring = await this.scorer.score(lead, profile.definition, { workspace, strategy, signal });
      const latencyMs = Math.round(performance.now() - startedAt);
      return await this.qualifications.record(workspace, judgementOf(id, lead.id, profile, scoring, latencyMs));
    } catch (error) {
      await this.giveUp(workspace, lead.id);
      throw error instanceof SalesAgentError ? error.with({ lead_id: lead.id }) : error;
    }
  }

  /** The judgements of a lead, newest first. */
  async history(workspace: WorkspaceId, leadId: string, limit: number, cursor?: string): Promise<QualificationPage> {
    const list = { workspace, leadId };
    const after = cursor === undefined ? undefined : await this.cursors.decode(cursor, list);
    const rows = await this.qualifications.findPage(workspace, leadId, limit + 1, after);
    const qualifications = rows.slice(0, limit);
    const last = rows.length > limit ? qualifications.at(-1) : undefined;
    const position = last && { key: last.createdAt.toISOString(), id: last.id };
    return { qualifications, nextCursor: position ? await this.cursors.encode(position, list) : null };
  }

  /** Every judgement of a lead, newest first. */
  async wholeHistory(workspace: WorkspaceId, leadId: string): Promise<QualificationEntity[]> {
    const all: QualificationEntity[] = [];
    for (;;) {
      const last = all.at(-1);
      const after = last && { key: last.createdAt.toISOString(), id: last.id };
      const page = await this.qualifications.findPage(workspace, leadId, HISTORY_PAGE, after);
      all.push(...page);
      if (page.length < HISTORY_PAGE) return all;
    }
  }

  /** The error on its way to the caller matters more than one in writing this down, which housekeeping mends later. */
  private async giveUp(workspace: WorkspaceId, leadId: string): Promise<void> {
    await this.qualifications.fail(workspace, leadId).catch(() => undefined);
  }
}

function judgementOf(
  id: string,
  leadId: string,
  { version, definition }: VersionedProfile,
  scoring: Scoring,
  latencyMs: number,
): NewQualification {
  const { factors, reasoning, method, provider, model, promptVersion, fallbackReason, expense } = scoring;
  const score = totalScore(factors, definition.weights);
  return {
    id,
    leadId,
    score,
    tier: tierOf(score, definition.tierLimits),
    reasoning,
    factors: {
      company_fit: factors.companyFit,
      contact_quality: factors.contactQuality,
      sales_potential: factors.salesPotential,
    },
    method,
    provider,
    model,
    latencyMs,
    profileVersion: version,
    promptVersion,
    fallbackReason: fallbackReason ?? null,
    promptTokens: expense?.promptTokens ?? null,
    completionTokens: expense?.completionTokens ?? null,
    costPicoUsd: expense?.cost.toString() ?? null,
    attempts: expense?.attempts ?? null,
  };
}
