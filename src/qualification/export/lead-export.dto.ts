import { ApiProperty } from '@nestjs/swagger';
import { LeadResponse } from '../../leads/dto/lead.dto.js';
import { OutcomeResponse } from '../outcomes/outcome.dto.js';
import { QualificationResponse } from '../dto/qualification.dto.js';

/** All that is held on a lead, for the person it describes. */
export class LeadExportResponse {
  @ApiProperty({ type: String, format: 'date-time' })
  exported_at!: string;

  lead!: LeadResponse;

  /** All qualifications, newest first. */
  qualifications!: QualificationResponse[];

  /** All that was said about how it ended, newest first. */
  outcomes!: OutcomeResponse[];
}
