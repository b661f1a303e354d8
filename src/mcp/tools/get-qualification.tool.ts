import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { LeadStatus } from '../../leads/lead.entity.js';
import { LeadsService } from '../../leads/leads.service.js';
import { QualificationResponse } from '../../leads/qualification/dto/qualification.dto.js';
import { QualificationService } from '../../leads/qualification/qualification.service.js';
import { leadId, qualification, status } from './lead.schema.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { fittingPage } from './result-size.js';
import { GIVES_UNTRUSTED, UNTRUSTED } from './untrusted.js';

const input = z.strictObject({
  lead_id: leadId,
  limit: z.int().min(1).max(20).default(1).describe('1 gives the newest judgement alone.'),
  cursor: z.string().max(2_000).optional().describe('next_cursor of the page before.'),
});

const output = z.strictObject({
  notice: z.string(),
  lead_id: z.string(),
  status,
  qualifications: z.array(qualification),
  next_cursor: z.string().nullable(),
  truncated: z.boolean(),
  next_step: z.string(),
});

/** What each status means to whoever waits. */
const NEXT_STEP: Record<LeadStatus, string> = {
  new: 'It was never scored: qualify_lead scores it.',
  qualifying: 'It is being scored: ask again in about 10 seconds.',
  qualified: 'It is scored: the newest judgement stands first.',
  failed: 'The last scoring failed: call qualify_lead once more, perhaps with another strategy.',
};

@Injectable()
export class GetQualificationTool extends McpTool<typeof input, typeof output> {
  override readonly name = 'get_qualification';
  override readonly title = 'Get the qualification of a lead';
  override readonly description =
    'Tells whether a lead is scored, and by which judgements, newest first. Use it to follow a qualify_lead that answered ' +
    `"qualifying", or to explain a score. ${GIVES_UNTRUSTED}`;
  override readonly scope = 'leads:read';
  override readonly hints = READS;
  override readonly input = input;
  override readonly output = output;

  constructor(
    private readonly leads: LeadsService,
    private readonly qualifications: QualificationService,
  ) {
    super();
  }

  override async run(
    { lead_id, limit, cursor }: z.output<typeof input>,
    { caller: { workspace } }: ToolCall,
  ): Promise<z.input<typeof output>> {
    const lead = await this.leads.get(workspace, lead_id);
    const page = await fittingPage(limit, async (count) => {
      const found = await this.qualifications.history(workspace, lead_id, count, cursor);
      return { rows: found.qualifications.map((one) => QualificationResponse.from(one)), nextCursor: found.nextCursor };
    });
    return {
      notice: UNTRUSTED,
      lead_id,
      status: lead.status,
      qualifications: page.rows,
      next_cursor: page.nextCursor,
      truncated: page.truncated,
      next_step: NEXT_STEP[lead.status],
    };
  }
}
