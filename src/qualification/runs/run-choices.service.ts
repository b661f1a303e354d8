import { Injectable } from '@nestjs/common';
import type { Caller } from '../../access/caller.js';
import { ValidationError } from '../../errors/request.errors.js';
import { givenFilters } from '../../leads/dto/list-leads.dto.js';
import { LeadsService } from '../../leads/leads.service.js';
import { ScoreStates } from '../../leads/score-states.service.js';
import { asksModels } from '../../leads/lead-score.js';
import { scorerOf } from '../lead.scorer.js';
import type { ScoringPlan } from '../scoring-plans.service.js';
import { type RunSelection, RunSelectionsRepository } from './run-selections.repository.js';
import type { StartRunRequest } from './run.dto.js';
import { RunTooLargeError } from './run.errors.js';
import { RunSettings } from './runs.settings.js';

/** Leads whose prompts are counted. */
const SAMPLE = 50;

/** Which leads a request is about. */
@Injectable()
export class RunChoices {
  constructor(
    private readonly leads: LeadsService,
    private readonly states: ScoreStates,
    private readonly selections: RunSelectionsRepository,
    private readonly settings: RunSettings,
  ) {}

  get concurrency(): number {
    return this.settings.concurrency;
  }

  /** @throws ValidationError unless there are either ids of leads or a filter; RunTooLargeError */
  async choose(workspace: Caller['workspace'], request: StartRunRequest, plan: ScoringPlan) {
    const { lead_ids: ids, filter: given, requalify } = request;
    if ((ids == null) === (given == null)) {
      throw new ValidationError([{ field: 'lead_ids', rule: 'one_of', message: 'give either lead_ids or a filter' }]);
    }
    if (ids != null) await this.leads.requireAll(workspace, ids, 'lead_ids');
    const filter = given == null ? null : givenFilters(given);
    const selected =
      filter === null ? { ids: [...new Set(ids)] } : { filters: await this.states.resolve(workspace, filter) };
    // A score by rules holds for a run by rules, although a model would score now.
    const staleBases = requalify === true ? undefined : await this.states.staleBases(workspace, scorerOf(plan));
    const selection: RunSelection = { selected, staleBases };
    const { leadsMax } = this.settings;
    const leads = await this.selections.count(workspace, selection, leadsMax);
    if (leads > leadsMax) throw new RunTooLargeError(leadsMax);
    const sample = await this.selections.sample(workspace, selection, asksModels(plan.method) ? SAMPLE : 0);
    return { selection, filter, leads, sample };
  }
}
