import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { uuidV7 } from '../../http/uuid-v7.js';
import { CreateLeadRequest } from '../../leads/dto/create-lead.dto.js';
import { toLeadFields } from '../../leads/lead-fields.js';
import { LeadsService } from '../../leads/leads.service.js';
import { asRequest } from './dto-check.js';
import { newLead, status } from './lead.schema.js';
import { McpTool, type ToolCall } from './mcp.tool.js';

const output = z.strictObject({ lead_id: z.string(), status, created_at: z.string() });

@Injectable()
export class CreateLeadTool extends McpTool<typeof newLead, typeof output> {
  override readonly name = 'create_lead';
  override readonly title = 'Create a lead';
  override readonly description =
    'Stores a sales lead without scoring it; only company_name is needed. Give external_id where there is one, so that ' +
    'the same lead is not stored twice. Never make facts up. To score it too, use qualify_lead with "lead" instead.';
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
    const lead = await this.leads.create(caller.workspace, uuidV7(), toLeadFields(request));
    return { lead_id: lead.id, status: lead.status, created_at: lead.createdAt.toISOString() };
  }
}
