import { Injectable } from '@nestjs/common';
import { ApiProperty, IntersectionType, OmitType } from '@nestjs/swagger';
import { RecordOutcomeRequest } from '../../leads/outcomes/record-outcome.dto.js';
import { OutcomesService } from '../../qualification/outcomes/outcomes.service.js';
import { undescribe } from '../../validation/dto-schema.js';
import { LeadIdArguments } from './lead.dto.js';
import { CHANGES, McpTool, type ToolCall } from './mcp.tool.js';

class OutcomeArguments extends IntersectionType(LeadIdArguments, OmitType(RecordOutcomeRequest, ['at'])) {}
undescribe(OutcomeArguments, ['value_usd']);

class RecordedOutcome {
  @ApiProperty()
  outcome!: string;
}

@Injectable()
export class RecordOutcomeTool extends McpTool<OutcomeArguments, RecordedOutcome> {
  override readonly name = 'record_outcome';
  override readonly title = 'Record an outcome';
  override readonly description =
    'Says that a deal was won or lost; scores are learned from it. Only when the user says so.';
  override readonly scope = 'leads:write';
  override readonly hints = CHANGES;
  override readonly input = OutcomeArguments;
  override readonly output = RecordedOutcome;
  override readonly audited = 'lead.outcome';

  constructor(private readonly outcomes: OutcomesService) {
    super();
  }

  override async run({ lead_id, ...request }: OutcomeArguments, { caller }: ToolCall): Promise<RecordedOutcome> {
    const { outcome } = await this.outcomes.record(caller.workspace, lead_id, request);
    return { outcome: outcome ?? '' };
  }
}
