import { Injectable } from '@nestjs/common';
import { QualificationService } from '../../qualification/qualification.service.js';
import { LeadIdArguments, QualificationResult } from './lead.dto.js';
import { McpTool, READS, type ToolCall } from './mcp.tool.js';
import { GIVES_UNTRUSTED } from './untrusted.js';

@Injectable()
export class GetQualificationTool extends McpTool<LeadIdArguments, QualificationResult> {
  override readonly name = 'get_qualification';
  override readonly title = 'Get the qualification of a lead';
  override readonly description = `Returns a lead's newest score, with reasons. ${GIVES_UNTRUSTED}`;
  override readonly scope = 'leads:read';
  override readonly hints = READS;
  override readonly input = LeadIdArguments;
  override readonly output = QualificationResult;

  constructor(private readonly qualification: QualificationService) {
    super();
  }

  override async run({ lead_id }: LeadIdArguments, { caller }: ToolCall): Promise<QualificationResult> {
    const { lead, newest } = await this.qualification.newest(caller.workspace, lead_id);
    return QualificationResult.of(lead, newest);
  }
}
