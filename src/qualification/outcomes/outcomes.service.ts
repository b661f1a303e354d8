import { Injectable } from '@nestjs/common';
import type { PageRequest } from '../../database/pagination.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { LeadBulkService } from '../../leads/lead-bulk.service.js';
import { LeadNotFoundError } from '../../leads/lead.errors.js';
import { LeadsService } from '../../leads/leads.service.js';
import {
  type OutcomeListResponse,
  OutcomeResponse,
  type RecordOutcomesRequest,
  type RecordOutcomesResponse,
} from './outcome.dto.js';
import { type NewOutcome, recordOutcomes } from '../../leads/outcomes/outcome-rows.js';
import type { RecordOutcomeRequest } from '../../leads/outcomes/record-outcome.dto.js';
import { OutcomesRepository } from './outcomes.repository.js';

const TAKEN_BACK: NewOutcome = { outcome: null, at: null, valueUsd: null, reason: null };

/** How leads ended: what scores are learned from and measured by. */
@Injectable()
export class OutcomesService {
  constructor(
    private readonly outcomes: OutcomesRepository,
    private readonly leads: LeadsService,
    private readonly bulk: LeadBulkService,
  ) {}

  /**
   * Says how a lead ended. Whatever was said before stays in its history.
   * @throws LeadNotFoundError
   */
  async record(workspace: WorkspaceId, leadId: string, request: RecordOutcomeRequest): Promise<OutcomeResponse> {
    const recorded = await this.outcomes.recordOne(workspace, leadId, newOutcome(request));
    if (recorded == null) throw new LeadNotFoundError(leadId);
    return OutcomeResponse.from(recorded);
  }

  /**
   * Takes the outcome of a lead back; a lead that has none stays as it is.
   * @throws LeadNotFoundError
   */
  async withdraw(workspace: WorkspaceId, leadId: string): Promise<void> {
    const recorded = await this.outcomes.recordOne(workspace, leadId, TAKEN_BACK);
    if (recorded === undefined) throw new LeadNotFoundError(leadId);
  }

  /**
   * Says how many leads ended, part by part.
   * @throws ValidationError, TooManyLeadsError
   */
  async recordMany(workspace: WorkspaceId, request: RecordOutcomesRequest): Promise<RecordOutcomesResponse> {
    const outcome = newOutcome(request);
    // One moment for all of them, although they are worked on one part after another.
    outcome.at ??= new Date().toISOString();
    const { dry_run, matched, done } = await this.bulk.forEach(workspace, request, async (query, leads) => {
      const outcomes = leads.map(({ id }) => Object.assign({ leadId: id }, outcome));
      return (await recordOutcomes(query, workspace, outcomes, 'cleared')).size;
    });
    return { dry_run, matched, recorded: done };
  }

  /**
   * All that was said about how a lead ended, newest first.
   * @throws LeadNotFoundError, ValidationError if the cursor belongs to another list
   */
  async history(workspace: WorkspaceId, leadId: string, page: PageRequest): Promise<OutcomeListResponse> {
    await this.leads.find(workspace, leadId);
    const { rows, nextCursor } = await this.outcomes.list(workspace, leadId, page);
    return { data: rows.map((row) => OutcomeResponse.from(row)), next_cursor: nextCursor };
  }
}

function newOutcome({ outcome, at, value_usd, reason }: RecordOutcomeRequest): NewOutcome {
  const moment = at == null ? null : new Date(at).toISOString();
  return { outcome, at: moment, valueUsd: value_usd ?? null, reason: reason ?? null };
}
