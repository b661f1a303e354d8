import { Injectable } from '@nestjs/common';
import type { Caller } from '../access/caller.js';
import type { PageRequest } from '../database/pagination.js';
import type { WorkspaceId } from '../database/workspace-id.js';
import { ValidationError } from '../errors/request.errors.js';
import type { CreateLeadRequest } from '../leads/dto/lead.dto.js';
import type { LeadResponse } from '../leads/dto/lead.dto.js';
import type { LeadEntity } from '../leads/lead.entity.js';
import { LeadsService } from '../leads/leads.service.js';
import { ScoreStates } from '../leads/score-states.service.js';
import {
  type QualificationListResponse,
  QualificationResponse,
  QualifiedLeadResponse,
} from './dto/qualification.dto.js';
import { LeadScoring } from './lead-scoring.service.js';
import { QualificationsRepository } from './qualifications.repository.js';
import type { QualificationOptions } from './scorer.js';
import type { ScoringPlan } from './scoring-plans.service.js';

/** Lead in, score out. */
@Injectable()
export class QualificationService {
  constructor(
    private readonly leads: LeadsService,
    private readonly scoring: LeadScoring,
    private readonly qualifications: QualificationsRepository,
    private readonly states: ScoreStates,
  ) {}

  /**
   * Stores a lead and scores it. The lead stays if scoring fails.
   * @param id of the lead and of its qualification
   * @throws ModelNotAllowedError, before anything is stored; LeadAlreadyExistsError, LlmError
   */
  async qualifyNew(caller: Caller, id: string, request: CreateLeadRequest): Promise<QualifiedLeadResponse> {
    const plan = await this.scoring.plan(caller);
    return this.qualify(caller, await this.leads.store(caller.workspace, id, request), id, plan);
  }

  /**
   * Scores a stored lead, again if need be.
   * @param id of the qualification
   * @throws ModelNotAllowedError, LlmNotConfiguredError, LeadNotFoundError, LlmError, QualificationInProgressError
   */
  async qualifyStored(
    caller: Caller,
    leadId: string,
    id: string,
    options: QualificationOptions,
  ): Promise<QualifiedLeadResponse> {
    const plan = await this.scoring.plan(caller, options.method);
    return this.qualify(caller, await this.leads.find(caller.workspace, leadId), id, plan, options);
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
    const plan = await this.scoring.plan(caller, options.method);
    const lead = await (request === undefined
      ? this.leads.find(caller.workspace, lead_id ?? '')
      : this.leads.store(caller.workspace, id, request));
    return { leadId: lead.id, done: this.qualify(caller, lead, id, plan, options) };
  }

  private async qualify(
    caller: Caller,
    lead: LeadEntity,
    id: string,
    plan: ScoringPlan,
    options?: QualificationOptions,
  ): Promise<QualifiedLeadResponse> {
    const { lead: scored, qualification } = await this.scoring.score(caller, lead, id, plan, options);
    return QualifiedLeadResponse.of(scored, await this.states.of(caller.workspace, scored), qualification);
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

  private async page(workspace: WorkspaceId, leadId: string, request: PageRequest): Promise<QualificationListResponse> {
    const { rows, nextCursor } = await this.qualifications.list(workspace, leadId, request);
    return { data: rows.map((row) => QualificationResponse.from(row)), next_cursor: nextCursor };
  }
}
