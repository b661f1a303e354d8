import { Injectable } from '@nestjs/common';
import type { LeadStatus } from '../../leads/lead.entity.js';
import { QualificationService } from '../../qualification/qualification.service.js';
import { LeadIdArguments, QualificationResult } from './lead.dto.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { GIVES_UNTRUSTED } from './untrusted.js';

/** What to do next, by the lead's status. */
const NEXT_STEP: Record<LeadStatus, string> = {
  new: 'It was never scored: qualify_lead scores it.',
  qualifying: 'It is being scored: ask again in about 10 seconds; a score that is here is the previous one.',
  qualified: 'It is scored: tell the user the score, the tier and the reasons.',
  failed: 'The last scoring failed: call qualify_lead once more, perhaps with another strategy.',
};

@Injectable()
export class GetQualificationTool extends McpTool<LeadIdArguments, QualificationResult> {
  override readonly name = 'get_qualification';
  override readonly title = 'Get the qualification of a lead';
  override readonly description = `Returns the state of a lead's qualification and its newest score, with reasons. ${GIVES_UNTRUSTED}`;
  override readonly scope = 'leads:read';
  override readonly hints = READS;
  override readonly input = LeadIdArguments;
  override readonly output = QualificationResult;

  constructor(private readonly qualification: QualificationService) {
    super();
  }

  override async run({ lead_id }: LeadIdArguments, { caller }: ToolCall): Promise<QualificationResult> {
    const { lead, newest } = await this.qualification.newest(caller.workspace, lead_id);
    return QualificationResult.of(lead, newest, NEXT_STEP[lead.status]);
  }
}
