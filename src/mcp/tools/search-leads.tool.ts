import { Injectable } from '@nestjs/common';
import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { FILTERABLE_FIELDS, ListLeadsQuery } from '../../leads/dto/list-leads.dto.js';
import { LeadsService } from '../../leads/leads.service.js';
import { project, undescribe } from '../../validation/dto-schema.js';
import { OptionalNumber } from '../../validation/number.decorator.js';
import { LeadSummary } from './lead.dto.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { fittingPage } from './result-size.js';
import { GIVES_UNTRUSTED, UNTRUSTED } from './untrusted.js';

class SearchLeadsArguments extends OmitType(ListLeadsQuery, ['method']) {
  @OptionalNumber({ min: 1, max: 50, decimals: 0, default: 20 })
  override limit = 20;
}

undescribe(SearchLeadsArguments, [
  ...FILTERABLE_FIELDS,
  ...(['status', 'tier', 'created_after', 'created_before', 'updated_after', 'stale'] as const),
  ...(['limit', 'cursor', 'sort', 'external_id', 'contact_email'] as const),
]);

class FoundLeads {
  @ApiProperty()
  notice!: string;

  @ApiProperty({ type: [LeadSummary] })
  leads!: LeadSummary[];

  @ApiPropertyOptional({ type: String })
  next_cursor?: string | null;

  @ApiProperty()
  truncated!: boolean;
}

@Injectable()
export class SearchLeadsTool extends McpTool<SearchLeadsArguments, FoundLeads> {
  override readonly name = 'search_leads';
  override readonly title = 'Search leads';
  override readonly description = `Lists leads in brief; texts match whole, in any case. ${GIVES_UNTRUSTED}`;
  override readonly scope = 'leads:read';
  override readonly hints = READS;
  override readonly input = SearchLeadsArguments;
  override readonly output = FoundLeads;

  constructor(private readonly leads: LeadsService) {
    super();
  }

  override async run(query: SearchLeadsArguments, { caller }: ToolCall): Promise<FoundLeads> {
    const { rows, nextCursor, truncated } = await fittingPage(query.limit, async (limit) => {
      const page = await this.leads.list(caller.workspace, Object.assign(query, { limit }));
      return { rows: page.data.map((lead) => project<LeadSummary>(LeadSummary, lead)), nextCursor: page.next_cursor };
    });
    return { notice: UNTRUSTED, leads: rows, next_cursor: nextCursor, truncated };
  }
}
