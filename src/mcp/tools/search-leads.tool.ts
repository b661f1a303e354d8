import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { LeadResponse } from '../../leads/dto/lead.dto.js';
import { ListLeadsQuery, toLeadFilters } from '../../leads/dto/list-leads.dto.js';
import { LEAD_SORTS } from '../../leads/lead-filters.js';
import { LeadsService } from '../../leads/leads.service.js';
import { asRequest } from './dto-check.js';
import { leadBrief, status, tier } from './lead.schema.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { fittingPage } from './result-size.js';
import { GIVES_UNTRUSTED, UNTRUSTED } from './untrusted.js';

const MAX_LIMIT = 50;

const input = z.strictObject({
  q: z.string().max(200).optional().describe('Part of the company, the contact or the e-mail address.'),
  industry: z.string().max(200).optional().describe('Exactly this one, in any case.'),
  status: status.optional(),
  tier: tier.optional(),
  min_score: z.number().min(0).max(100).optional(),
  max_score: z.number().min(0).max(100).optional(),
  created_after: z.string().max(40).optional().describe('ISO 8601.'),
  created_before: z.string().max(40).optional().describe('ISO 8601.'),
  sort: z.enum(LEAD_SORTS).default('-created_at'),
  limit: z.int().min(1).max(MAX_LIMIT).default(20),
  cursor: z.string().max(2_000).optional().describe('next_cursor of the page before, with the same other arguments.'),
});

const output = z.strictObject({
  notice: z.string(),
  leads: z.array(leadBrief),
  next_cursor: z.string().nullable(),
  truncated: z.boolean(),
});

@Injectable()
export class SearchLeadsTool extends McpTool<typeof input, typeof output> {
  override readonly name = 'search_leads';
  override readonly title = 'Search leads';
  override readonly description =
    'Lists sales leads, a page at a time, filtered and sorted; best first with sort "-qualification_score". Gives what ' +
    `tells leads apart; get_lead has the rest. Ask for the next page only if you need it. ${GIVES_UNTRUSTED}`;
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
    const filters = toLeadFilters(query);
    const page = await fittingPage(limit, async (count) => {
      const { leads, nextCursor } = await this.leads.list(
        caller.workspace,
        filters,
        query.sort,
        count,
        query.cursor ?? undefined,
      );
      return { rows: leads.map((lead) => toBrief(LeadResponse.from(lead))), nextCursor };
    });
    return { notice: UNTRUSTED, leads: page.rows, next_cursor: page.nextCursor, truncated: page.truncated };
  }
}

function toBrief(lead: LeadResponse): z.input<typeof leadBrief> {
  const { id, company_name, company_size, industry, contact_name, contact_title, created_at } = lead;
  const { status, qualification_score, qualification_tier } = lead;
  return {
    ...{ id, company_name, company_size, industry, contact_name, contact_title },
    ...{ status, qualification_score, qualification_tier, created_at },
  };
}
