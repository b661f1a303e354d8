import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { LeadStatus } from '../../leads/lead.entity.js';
import { LeadsService } from '../../leads/leads.service.js';
import { QualificationService } from '../../qualification/qualification.service.js';
import { toScoring } from './lead-answers.js';
import { leadId, scoring } from './lead.schema.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { GIVES_UNTRUSTED } from './untrusted.js';

const input = z.strictObject({ lead_id: leadId });

/** What each status means to whoever waits. */
const NEXT_STEP: Record<LeadStatus, string> = {
  new: 'It was never scored: qualify_lead scores it.',
  qualifying: 'It is being scored: ask again in about 10 seconds; a judgement that stands here is the one before.',
  qualified: 'It is scored: tell the user the score, the tier and the reasons.',
  failed: 'The last scoring failed: call qualify_lead once more, perhaps with another strategy.',
};

@Injectable()
export class GetQualificationTool extends McpTool<typeof input, typeof scoring> {
  override readonly name = 'get_qualification';
  override readonly title = 'Get the qualification of a lead';
  override readonly description = `Tells how the scoring of a lead stands and the newest judgement, with reasons. ${GIVES_UNTRUSTED}`;
  override readonly scope = 'leads:read';
  override readonly hints = READS;
  override readonly input = input;
  override readonly output = scoring;

  constructor(
    private readonly leads: LeadsService,
    private readonly qualifications: QualificationService,
  ) {
    super();
  }

  override async run(
    { lead_id }: z.output<typeof input>,
    { caller: { workspace } }: ToolCall,
  ): Promise<z.input<typeof scoring>> {
    const lead = await this.leads.get(workspace, lead_id);
    const { data } = await this.qualifications.history(workspace, lead_id, { limit: 1 });
    return toScoring(lead, data[0], NEXT_STEP[lead.status]);
  }
}
