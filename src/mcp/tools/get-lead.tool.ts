import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { LeadReference } from '../../leads/dto/lead-change.dto.js';
import { LeadsService } from '../../leads/leads.service.js';
import { LeadDetails } from './lead.dto.js';
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
export class GetLeadTool extends McpTool<LeadReference, FoundLead> {
  override readonly name = 'get_lead';
  override readonly title = 'Get a lead';
  override readonly description =
    'Reads a lead by one of lead_id, external_id, contact_email. Where truncated, the resource lead://{id} has the long fields. ' +
    GIVES_UNTRUSTED;
  override readonly scope = 'leads:read';
  override readonly hints = READS;
  override readonly input = LeadReference;
  override readonly output = FoundLead;

  constructor(private readonly leads: LeadsService) {
    super();
  }

  override async run(reference: LeadReference, { caller }: ToolCall): Promise<FoundLead> {
    return { notice: UNTRUSTED, lead: await this.leads.locate(caller.workspace, reference), truncated: false };
  }

  override abridged({ notice, lead }: FoundLead): FoundLead | undefined {
    const field = LONG_FIELDS.find((name) => lead[name] != null);
    return field && { notice, lead: Object.assign({}, lead, { [field]: null }), truncated: true };
  }
}
