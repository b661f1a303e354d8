import { Injectable } from '@nestjs/common';
import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { newId } from '../../ids/new-id.js';
import { CreateLeadRequest } from '../../leads/dto/lead.dto.js';
import { QualifyLeadRequest } from '../../qualification/dto/qualify-lead.dto.js';
import { QualificationService } from '../../qualification/qualification.service.js';
import { NestedObject } from '../../validation/object.decorators.js';
import { refer, undescribe } from '../../validation/dto-schema.js';
import { OptionalUuid } from '../../validation/uuid.decorator.js';
import { QualificationResult } from './lead.dto.js';
import { ADDS, McpTool, type ToolCall } from './mcp.tool.js';
import { GIVES_UNTRUSTED } from './untrusted.js';

class QualifyLeadArguments extends OmitType(QualifyLeadRequest, ['method', 'force']) {
  @OptionalUuid()
  lead_id?: string;

  @IsOptional()
  @NestedObject(() => CreateLeadRequest)
  @ApiPropertyOptional()
  lead?: CreateLeadRequest;
}

undescribe(QualifyLeadArguments, ['strategy']);
refer(QualifyLeadArguments, 'lead', 'A JSON object of the fields of create_lead.');

@Injectable()
export class QualifyLeadTool extends McpTool<QualifyLeadArguments, QualificationResult> {
  override readonly name = 'qualify_lead';
  override readonly title = 'Qualify a lead';
  override readonly description =
    'Scores a lead 0-100, with reasons: a stored one by lead_id, or a new one that it stores. While status is ' +
    `"qualifying", poll get_qualification. ${GIVES_UNTRUSTED}`;
  override readonly scope = 'leads:write';
  override readonly hints = { ...ADDS, openWorldHint: true };
  override readonly input = QualifyLeadArguments;
  override readonly output = QualificationResult;
  override readonly asksLlm = true;

  constructor(private readonly qualification: QualificationService) {
    super();
  }

  override async run(
    { lead_id, lead, strategy }: QualifyLeadArguments,
    { caller, signal, finishOrDetach }: ToolCall,
  ): Promise<QualificationResult> {
    const options = { strategy, signal };
    const { leadId, done } = await this.qualification.start(caller, { lead_id, lead }, newId(), options);
    const qualified = await finishOrDetach(done);
    return QualificationResult.of(qualified ?? { id: leadId, status: 'qualifying' }, qualified?.qualification);
  }
}
