import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { v7 as uuidV7 } from 'uuid';
import { CreateLeadRequest } from '../../leads/dto/create-lead.dto.js';
import { LeadsService } from '../../leads/leads.service.js';
import { asRequest } from './dto-check.js';
import { newLead } from './lead.schema.js';
import { McpTool, type ToolCall } from './mcp.tool.js';

const output = z.strictObject({ lead_id: z.string(), status: z.string() });

@Injectable()
export class CreateLeadTool extends McpTool<typeof newLead, typeof output> {
  override readonly name = 'create_lead';
  override readonly title = 'Create a lead';
  override readonly description =
    'Stores a lead without scoring it (qualify_lead does both). external_id keeps the same lead from being stored twice. ' +
    'Never make facts up.';
  override readonly scope = 'leads:write';
  override readonly hints = {
    readOnlyHint: false,
    destructiveHint: false,
    idempotentHint: false,
    openWorldHint: false,
  };
  override readonly input = newLead;
  override readonly output = output;

  constructor(private readonly leads: LeadsService) {
    super();
  }

  override async run(fields: z.output<typeof newLead>, { caller }: ToolCall): Promise<z.input<typeof output>> {
    const request = await asRequest(CreateLeadRequest, fields);
    const lead = await this.leads.create(caller.workspace, uuidV7(), request);
    return { lead_id: lead.id, status: lead.status };
  }
}
