import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { LeadsService } from '../../leads/leads.service.js';
import { LeadDetails, LeadIdArguments } from './lead.dto.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { GIVES_UNTRUSTED, UNTRUSTED } from './untrusted.js';

class FoundLead {
  @ApiProperty()
  notice!: string;

  @ApiProperty({ type: LeadDetails })
  lead!: LeadDetails;

  @ApiProperty()
  truncated!: boolean;
}

/** The long fields, the longest first; without them a lead always fits. */
const LONG_FIELDS = ['additional_data', 'notes'] as const;

@Injectable()
export class GetLeadTool extends McpTool<LeadIdArguments, FoundLead> {
  override readonly name = 'get_lead';
  override readonly title = 'Get a lead';
  override readonly description =
    'Reads a lead. Where truncated, the resource lead://{id} has the long fields. ' + GIVES_UNTRUSTED;
  override readonly scope = 'leads:read';
  override readonly hints = READS;
  override readonly input = LeadIdArguments;
  override readonly output = FoundLead;

  constructor(private readonly leads: LeadsService) {
    super();
  }

  override async run({ lead_id }: LeadIdArguments, { caller }: ToolCall): Promise<FoundLead> {
    return { notice: UNTRUSTED, lead: await this.leads.get(caller.workspace, lead_id), truncated: false };
  }

  override abridged({ notice, lead }: FoundLead): FoundLead | undefined {
    const field = LONG_FIELDS.find((name) => lead[name] != null);
    return field && { notice, lead: Object.assign({}, lead, { [field]: null }), truncated: true };
  }
}
