import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import type { PageRequest } from '../database/pagination.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { ValidationError } from '../errors/request.errors.js';
import { SalesAgentError } from '../errors/sales-agent.error.js';
import type { CreateLeadRequest } from '../leads/dto/lead.dto.js';
import type { LeadResponse } from '../leads/dto/lead.dto.js';
import type { LeadEntity } from '../leads/lead.entity.js';
import { LeadsService } from '../leads/leads.service.js';
import { BudgetExceededError } from '../llm/llm.errors.js';
import {
  type QualificationListResponse,
  QualificationResponse,
  QualifiedLeadResponse,
} from './dto/qualification.dto.js';
import type { LeadExportResponse } from './export/lead-export.dto.js';
import { FallbackScorer } from './fallback.scorer.js';
import { ScoringProfileService } from './profile/scoring-profile.service.js';
import { QualificationsRepository } from './qualifications.repository.js';
import type { ScoringRequest } from './scorer.js';

const HISTORY_PAGE = 500;

/** How to score. */
type QualificationOptions = Omit<ScoringRequest, 'caller'>;

/** Lead in, score out. */
@Injectable()
export class QualificationService {
  constructor(
    private readonly leads: LeadsService,
    private readonly profiles: ScoringProfileService,
    private readonly scorer: FallbackScorer,
    private readonly qualifications: QualificationsRepository,
  ) {}

  /**
   * Stores a lead and scores it. The lead stays if scoring fails.
   * @param id of the lead and of its qualification
   * @throws ModelNotAllowedError, before anything is stored; LeadAlreadyExistsError, LlmError
   */
  async qualifyNew(caller: Caller, id: string, request: CreateLeadRequest): Promise<QualifiedLeadResponse> {
    this.scorer.authorize(caller);
    return this.qualify(caller, await this.leads.store(caller.workspace, id, request), id);
  }

  /**
   * Scores a stored lead, again if need be.
   * @param id of the qualification
   * @throws ModelNotAllowedError, LeadNotFoundError, LlmError
   */
  async qualifyStored(
    caller: Caller,
    leadId: string,
    id: string,
    options: QualificationOptions,
  ): Promise<QualifiedLeadResponse> {
    this.scorer.authorize(caller);
    return this.qualify(caller, await this.leads.find(caller.workspace, leadId), id, options);
  }

  /**
   * Scores a stored lead or a new one. It answers as soon as the lead is stored; `done` is the scoring, which a caller may
   * leave to the background.
   * @param id of the qualification, and of a new lead
   * @throws ValidationError unless exactly one lead is given, ModelNotAllowedError, LeadNotFoundError, LeadAlreadyExistsError
   */
  async start(
    caller: Caller,
    { lead_id, lead: request }: { lead_id?: string | undefined; lead?: CreateLeadRequest | undefined },
    id: string,
    options: QualificationOptions,
  ): Promise<{ leadId: string; done: Promise<QualifiedLeadResponse> }> {
    if ((lead_id === undefined) === (request === undefined)) {
      throw new ValidationError([{ field: 'lead_id', rule: 'one_of', message: 'give either lead_id or lead' }]);
    }
    this.scorer.authorize(caller);
    const lead = await (request === undefined
      ? this.leads.find(caller.workspace, lead_id ?? '')
      : this.leads.store(caller.workspace, id, request));
    return { leadId: lead.id, done: this.qualify(caller, lead, id, options) };
  }

  /**
   * Scores a lead by the current profile and records the qualification. If that fails the lead stays, as `failed`, and the
   * error names it in `details.lead_id`. A qualification that exists under this id already is the answer: no model is
   * called twice.
   * @throws LeadNotFoundError, LlmError
   */
  private async qualify(
    caller: Caller,
    lead: LeadEntity,
    id: string,
    { strategy, signal }: QualificationOptions = {},
  ): Promise<QualifiedLeadResponse> {
    const startedAt = performance.now();
    const { workspace } = caller;
    try {
      const profile = await this.profiles.current(workspace);
      if (this.scorer.usesModel) {
        const qualification = await this.qualifications.findById(workspace, id);
        if (qualification !== undefined) return QualifiedLeadResponse.of(lead, qualification);
        await this.qualifications.begin(workspace, lead.id);
      }
      const result = await this.scorer.score(lead, profile.definition, { caller, strategy, signal });
      const latencyMs = Math.round(performance.now() - startedAt);
      const recorded = await this.qualifications.record(workspace, {
        ...result,
        ...{ id, leadId: lead.id, latencyMs, profileVersion: profile.version },
      });
      return QualifiedLeadResponse.of(recorded.lead, recorded.qualification);
    } catch (error) {
      if (error instanceof BudgetExceededError) await this.putBack(workspace, lead.id);
      else await this.fail(workspace, lead.id);
      throw error instanceof SalesAgentError ? error.with({ lead_id: lead.id }) : error;
    }
  }

  /**
   * A lead and its newest qualification, if there is one.
   * @throws LeadNotFoundError
   */
  async newest(
    workspace: WorkspaceId,
    leadId: string,
  ): Promise<{ lead: LeadResponse; newest: QualificationResponse | undefined }> {
    const lead = await this.leads.get(workspace, leadId);
    const { data } = await this.page(workspace, leadId, { limit: 1 });
    return { lead, newest: data[0] };
  }

  /**
   * The qualifications of a lead, newest first.
   * @throws LeadNotFoundError, ValidationError if the cursor belongs to another list
   */
  async history(workspace: WorkspaceId, leadId: string, request: PageRequest): Promise<QualificationListResponse> {
    await this.leads.find(workspace, leadId);
    return this.page(workspace, leadId, request);
  }

  /**
   * Everything that is stored about a lead; its qualifications newest first.
   * @throws LeadNotFoundError
   */
  async export(workspace: WorkspaceId, leadId: string): Promise<LeadExportResponse> {
    const lead = await this.leads.get(workspace, leadId);
    const qualifications: QualificationResponse[] = [];
    let cursor: string | null = null;
    do {
      const page: QualificationListResponse = await this.page(workspace, leadId, { limit: HISTORY_PAGE, cursor });
      qualifications.push(...page.data);
      cursor = page.next_cursor;
    } while (cursor !== null);
    return { exported_at: new Date().toISOString(), lead, qualifications };
  }

  private async page(workspace: WorkspaceId, leadId: string, request: PageRequest): Promise<QualificationListResponse> {
    const { rows, nextCursor } = await this.qualifications.list(workspace, leadId, request);
    return { data: rows.map((row) => QualificationResponse.from(row)), next_cursor: nextCursor };
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
