import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { newId } from '../../ids/new-id.js';
import { CreateLeadRequest } from '../../leads/dto/lead.dto.js';
import { LeadsService } from '../../leads/leads.service.js';
import { ADDS, McpTool, type ToolCall } from './mcp.tool.js';

class CreatedLead {
  @ApiProperty()
  lead_id!: string;

  @ApiProperty()
  status!: string;
}

@Injectable()
export class CreateLeadTool extends McpTool<CreateLeadRequest, CreatedLead> {
  override readonly name = 'create_lead';
  override readonly title = 'Create a lead';
  override readonly description =
    'Stores a lead without scoring it (qualify_lead does both). external_id keeps a lead from being stored twice; ' +
    'update_lead changes one. ' +
    'Never make facts up.';
  override readonly scope = 'leads:write';
  override readonly hints = ADDS;
  override readonly input = CreateLeadRequest;
  override readonly output = CreatedLead;

  constructor(private readonly leads: LeadsService) {
    super();
  }

  override async run(request: CreateLeadRequest, { caller }: ToolCall): Promise<CreatedLead> {
    const { id: lead_id, status } = await this.leads.create(caller.workspace, newId(), request);
    return { lead_id, status };
  }
}
