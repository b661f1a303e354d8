import { ApiProperty } from '@nestjs/swagger';
import { LeadResponse } from '../../leads/dto/lead.dto.js';
import { QualificationResponse } from '../dto/qualification.dto.js';
import type { LeadExport } from './lead-export.service.js';

/** All that is held on a lead, for whoever asks what is known of them. */
export class LeadExportResponse {
  @ApiProperty({ type: String, format: 'date-time', example: '2026-11-22T10:00:00.000Z' })
  exported_at!: string;

  lead!: LeadResponse;

  /** Every judgement that was ever made, newest first. */
  qualifications!: QualificationResponse[];

  static from({ lead, qualifications }: LeadExport): LeadExportResponse {
    return {
      exported_at: new Date().toISOString(),
      lead: LeadResponse.from(lead),
      qualifications: qualifications.map((one) => QualificationResponse.from(one)),
    };
  }
}
