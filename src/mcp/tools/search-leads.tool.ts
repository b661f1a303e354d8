import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ListLeadsQuery } from '../../leads/dto/list-leads.dto.js';
import { LEAD_SORTS } from '../../leads/lead-filters.js';
import { LeadsService } from '../../leads/leads.service.js';
import { asRequest } from './dto-check.js';
import { toLeadBrief } from './lead-answers.js';
import { leadBrief, status, tier } from './lead.schema.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { fittingPage } from './result-size.js';
import { GIVES_UNTRUSTED, UNTRUSTED } from './untrusted.js';

const MAX_LIMIT = 50;

const input = z.strictObject({
  q: z.string().optional().describe('Part of company, contact or e-mail.'),
  industry: z.string().optional(),
  status: status.optional(),
  tier: tier.optional(),
  min_score: z.number().optional(),
  max_score: z.number().optional(),
  created_after: z.string().optional().describe('ISO 8601.'),
  created_before: z.string().optional(),
  sort: z.enum(LEAD_SORTS).default('-created_at'),
  limit: z.int().min(1).max(MAX_LIMIT).default(20),
  cursor: z.string().optional(),
});

const output = z.strictObject({
  notice: z.string(),
  leads: z.array(leadBrief),
  next_cursor: z.string().optional(),
  truncated: z.boolean(),
});

@Injectable()
export class SearchLeadsTool extends McpTool<typeof input, typeof output> {
  override readonly name = 'search_leads';
  override readonly title = 'Search leads';
  override readonly description = `Lists leads in brief, filtered and sorted; next_cursor is the cursor of the next page. ${GIVES_UNTRUSTED}`;
  override readonly scope = 'leads:read';
  override readonly hints = READS;
  override readonly input = input;
  override readonly output = output;

  constructor(private readonly leads: LeadsService) {
    super();
  }

  override async run(
    { limit, ...rest }: z.output<typeof input>,
    { caller }: ToolCall,
  ): Promise<z.input<typeof output>> {
    const query = await asRequest(ListLeadsQuery, rest);
    const page = await fittingPage(limit, async (count) => {
      const { data, next_cursor } = await this.leads.list(caller.workspace, Object.assign(query, { limit: count }));
      return { rows: data.map(toLeadBrief), nextCursor: next_cursor };
    });
    return {
      notice: UNTRUSTED,
      leads: page.rows,
      next_cursor: page.nextCursor ?? undefined,
      truncated: page.truncated,
    };
  }
}
