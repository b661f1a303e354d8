import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { newId } from '../../ids/new-id.js';
import { LeadChange } from '../../leads/dto/lead-change.dto.js';
import { LeadsService } from '../../leads/leads.service.js';
import { undescribe } from '../../validation/dto-schema.js';
import { CHANGES, McpTool, type ToolCall } from './mcp.tool.js';

// They are those of create_lead.
undescribe(LeadChange, ['company_size', 'country', 'source', 'external_id']);

class UpdatedLead {
  @ApiProperty()
  lead_id!: string;

  @ApiProperty()
  status!: string;

  @ApiProperty()
  created!: boolean;
}

@Injectable()
export class UpdateLeadTool extends McpTool<LeadChange, UpdatedLead> {
  override readonly name = 'update_lead';
  override readonly title = 'Update a lead';
  override readonly description =
    'Changes the given fields of a lead, found by lead_id or else by external_id; the others stay, additional_data merges, clear empties. ' +
    'The score stays until qualify_lead. Never make facts up.';
  override readonly scope = 'leads:write';
  override readonly hints = CHANGES;
  override readonly input = LeadChange;
  override readonly output = UpdatedLead;

  constructor(private readonly leads: LeadsService) {
    super();
  }

  override async run(change: LeadChange, { caller }: ToolCall): Promise<UpdatedLead> {
    const { lead, isNew } = await this.leads.upsert(caller.workspace, newId(), change);
    return { lead_id: lead.id, status: lead.status, created: isNew };
  }
}
