import { Injectable } from '@nestjs/common';
import { newId } from '../../ids/new-id.js';
import { QualificationRuns } from '../../qualification/runs/qualification-runs.service.js';
import { StartRunRequest } from '../../qualification/runs/run.dto.js';
import { refer, undescribe } from '../../validation/dto-schema.js';
import { ADDS, McpTool, type ToolCall } from './mcp.tool.js';
import { RunState } from './run.dto.js';

class StartRunArguments extends StartRunRequest {}

undescribe(StartRunArguments, ['lead_ids', 'method', 'strategy', 'dry_run', 'max_cost_usd', 'requalify']);
refer(StartRunArguments, 'filter', 'A JSON object of filters of search_leads; {} for all leads.');

@Injectable()
export class StartQualificationRunTool extends McpTool<StartRunArguments, RunState> {
  override readonly name = 'start_qualification_run';
  override readonly title = 'Score many leads';
  override readonly description =
    'Scores the leads of lead_ids, all of which must exist, or of filter, in the background. First call it with dry_run and ' +
    'tell the user the cost; then poll get_run.';
  override readonly scope = 'leads:write';
  override readonly hints = { ...ADDS, openWorldHint: true };
  override readonly audited = 'qualification_run.start';
  override readonly input = StartRunArguments;
  override readonly output = RunState;

  constructor(private readonly runs: QualificationRuns) {
    super();
  }

  override async run(request: StartRunArguments, { caller }: ToolCall): Promise<RunState> {
    return RunState.of(await this.runs.start(caller, newId(), request));
  }
}
