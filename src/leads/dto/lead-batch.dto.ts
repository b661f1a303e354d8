import { ApiProperty, PickType } from '@nestjs/swagger';
import { ErrorResponse } from '../../errors/error-response.dto.js';
import { OptionalChoice } from '../../validation/choice.decorator.js';
import { OpaqueShape, Shaped } from '../../validation/shape.js';
import { UpdateLeadRequest } from './lead.dto.js';

/** By what a lead that is stored already is recognised. */
export const MATCH_FIELDS = ['external_id', 'contact_email'] as const;
export type MatchField = (typeof MATCH_FIELDS)[number];

const DESCRIPTION = 'The field by which a lead that is stored already is recognised; e-mail addresses in any case.';

/** By what the lead is recognised. */
export class PutLeadQuery {
  @OptionalChoice(MATCH_FIELDS, { description: DESCRIPTION, default: 'external_id' })
  match: MatchField = 'external_id';
}

/** Whether, and by what, leads are recognised. */
export class LeadBatchQuery {
  @OptionalChoice(MATCH_FIELDS, { description: `${DESCRIPTION} Without it, every lead is a new one.` })
  match?: MatchField;
}

/** Each lead is checked by itself, so that a bad one costs nothing but itself. */
function problemOfItems(value: unknown): string | undefined {
  return Array.isArray(value) && value.length > 0 ? undefined : 'must be a list of at least one lead';
}

/** Leads to store, or to change. */
export class LeadBatchRequest {
  @Shaped(new OpaqueShape('list', problemOfItems))
  @ApiProperty({ type: [UpdateLeadRequest], minItems: 1, description: 'At most `LEADS_BATCH_MAX` (1,000).' })
  leads!: unknown[];
}

export const BATCH_STATUSES = ['created', 'updated', 'failed'] as const;

/** Why one lead of a batch was not stored. */
export class LeadBatchError extends PickType(ErrorResponse, ['error_code', 'message', 'details']) {}

/** What became of one lead of a batch. */
export class LeadBatchItem {
  @ApiProperty({ type: 'integer', description: 'Its position in the request, from 0.', example: 0 })
  index!: number;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  id!: string | null;

  @ApiProperty({
    enum: BATCH_STATUSES,
    description: 'Also `updated` where it was stored as it is already, and nothing was written.',
    example: 'created',
  })
  status!: (typeof BATCH_STATUSES)[number];

  @ApiProperty({ type: LeadBatchError, nullable: true, example: null })
  error!: LeadBatchError | null;
}

/** What became of each lead, in the order of the request. */
export class LeadBatchResponse {
  @ApiProperty({ type: [LeadBatchItem] })
  data!: LeadBatchItem[];
}
