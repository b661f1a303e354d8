import { Injectable } from '@nestjs/common';
import { QualificationRuns } from '../../qualification/runs/qualification-runs.service.js';
import { Uuid } from '../../validation/uuid.decorator.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { RunState } from './run.dto.js';

class RunIdArguments {
  @Uuid()
  run_id!: string;
}

@Injectable()
export class GetRunTool extends McpTool<RunIdArguments, RunState> {
  override readonly name = 'get_run';
  override readonly title = 'Get a run';
  override readonly description = 'Returns how far a run of start_qualification_run is, and what it cost so far.';
  override readonly scope = 'leads:read';
  override readonly hints = READS;
  override readonly input = RunIdArguments;
  override readonly output = RunState;

  constructor(private readonly runs: QualificationRuns) {
    super();
  }

  override async run({ run_id }: RunIdArguments, { caller }: ToolCall): Promise<RunState> {
    return RunState.of(await this.runs.get(caller.workspace, run_id));
  }
}
