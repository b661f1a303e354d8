import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { LeadsService } from '../../leads/leads.service.js';
import { toLead } from './lead-answers.js';
import { lead, leadId } from './lead.schema.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { bytesOf, MAX_RESULT_BYTES } from './result-size.js';
import { GIVES_UNTRUSTED, UNTRUSTED } from './untrusted.js';

const input = z.strictObject({ lead_id: leadId });

const output = z.strictObject({
  notice: z.string(),
  lead,
  truncated: z.boolean(),
});

type Answer = z.input<typeof output>;

/** The long ones that callers write, the longest first; without them a lead always fits. */
const LONG_FIELDS = ['additional_data', 'notes'] as const;

@Injectable()
export class GetLeadTool extends McpTool<typeof input, typeof output> {
  override readonly name = 'get_lead';
  override readonly title = 'Get a lead';
  override readonly description =
    'Reads a lead. Where truncated, additional_data (and notes) were too large; the resource lead://{id} has them. ' +
    GIVES_UNTRUSTED;
  override readonly scope = 'leads:read';
  override readonly hints = READS;
  override readonly input = input;
  override readonly output = output;

  constructor(private readonly leads: LeadsService) {
    super();
  }

  override async run({ lead_id }: z.output<typeof input>, { caller }: ToolCall): Promise<Answer> {
    const found = toLead(await this.leads.get(caller.workspace, lead_id));
    const answer: Answer = { notice: UNTRUSTED, lead: found, truncated: false };
    for (const field of LONG_FIELDS) {
      if (bytesOf(answer) <= MAX_RESULT_BYTES) break;
      answer.lead = { ...answer.lead, [field]: undefined };
      answer.truncated = true;
    }
    return answer;
  }
}
