import { ApiProperty, OmitType } from '@nestjs/swagger';
import { Text } from '../../validation/text.decorator.js';
import { pageOf } from '../../validation/page.dto.js';

const COUNTS = { leads: 120, qualifications: 340, scoring_profiles: 1, api_keys: 2 };

/** What a workspace is called. */
export class WorkspaceRequest {
  @Text({ max: 100, example: 'Sales EMEA' })
  name!: string;
}

export class WorkspaceResponse {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'Sales EMEA' })
  name!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;
}

/** One page of workspaces. */
export class WorkspaceListResponse extends pageOf(WorkspaceResponse) {}

/** Proof of an erasure. */
export class WorkspaceErasureResponse extends OmitType(WorkspaceResponse, ['created_at']) {
  /** Rows erased, by table. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'integer' }, example: COUNTS })
  erased!: Record<string, number>;

  /** Rows found afterwards, by table. */
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { leads: 0, qualifications: 0, scoring_profiles: 0, api_keys: 0 },
  })
  remaining!: Record<string, number>;
}
