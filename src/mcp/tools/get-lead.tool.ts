import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { LeadsService } from '../../leads/leads.service.js';
import { toLead } from './lead-answers.js';
import { lead, leadId } from './lead.schema.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { GIVES_UNTRUSTED, UNTRUSTED } from './untrusted.js';

const input = z.strictObject({ lead_id: leadId });

const output = z.strictObject({
  notice: z.string(),
  lead,
  truncated: z.boolean(),
});

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

  override async run({ lead_id }: z.output<typeof input>, { caller }: ToolCall): Promise<z.input<typeof output>> {
    return { notice: UNTRUSTED, lead: toLead(await this.leads.get(caller.workspace, lead_id)), truncated: false };
  }

  override abridged(answer: z.output<typeof output>): z.output<typeof output> | undefined {
    const field = LONG_FIELDS.find((name) => answer.lead[name] !== undefined);
    if (field === undefined) return undefined;
    return { ...answer, lead: { ...answer.lead, [field]: undefined }, truncated: true };
  }
}
