import { ApiProperty } from '@nestjs/swagger';
import { type Scope, SCOPES } from '../../api/scope.js';

/** Who uses the console, and what they may do. */
export class ConsoleSessionResponse {
  @ApiProperty({ description: 'Whether requests of this browser are accepted.', example: true })
  signed_in!: boolean;

  @ApiProperty({ description: 'Whether no API key exists yet, so that this machine needs none.', example: false })
  open!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'The name of the API key.', example: 'sales team' })
  key_name!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: '01980f7e-9d2a-7c1e-8a4b-5f6c7d8e9f02' })
  key_id!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: '00000000-0000-7000-8000-000000000001' })
  workspace_id!: string | null;

  @ApiProperty({ enum: SCOPES, isArray: true, example: ['leads:read', 'leads:write'] })
  scopes!: Scope[];

  @ApiProperty({ description: 'The version of the service.', example: '0.1.0' })
  version!: string;
}
