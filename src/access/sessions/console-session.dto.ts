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

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  key_id!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  workspace_id!: string | null;

  @ApiProperty({ enum: SCOPES, isArray: true, example: ['leads:read', 'leads:write'] })
  scopes!: Scope[];

  @ApiProperty({ description: 'The version of the service.', example: '0.1.0' })
  version!: string;
}
