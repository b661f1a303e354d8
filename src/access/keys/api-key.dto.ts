import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min, ValidateIf } from 'class-validator';
import { ChoiceList } from '../../validation/choice-list.decorator.js';
import { FutureTime } from '../../validation/time.decorator.js';
import { pageOf, PageQuery } from '../../validation/page.dto.js';
import { Text } from '../../validation/text.decorator.js';
import { OptionalUuid } from '../../validation/uuid.decorator.js';
import { type Scope, SCOPES } from '../../api/scope.js';
import { ModelPatterns } from './model-patterns.decorator.js';

const DAY_SECONDS = 86_400;

const PROVIDERS = 'Names of the providers that the key may use, in which `*` stands for any text; `null` for all.';
const MODELS =
  'Models that the key may use, as `model` or `provider/model`, in which `*` stands for any text; `null` for all. With ' +
  '`allowed_providers`, both must fit.';

/** Which language models a key may use. */
class ModelLimitFields {
  @ModelPatterns(PROVIDERS, ['cerebras'])
  allowed_providers?: string[] | null;

  @ModelPatterns(MODELS, ['gpt-oss-*', 'runpod/*'])
  allowed_models?: string[] | null;
}

export class CreateApiKeyRequest extends ModelLimitFields {
  @Text({ max: 100, example: 'crm-import', description: 'What the key is for.' })
  name!: string;

  @ChoiceList(SCOPES, {
    minItems: 1,
    description: 'What the key may do; `admin` includes all others.',
    example: ['leads:read', 'leads:write'],
  })
  scopes!: Scope[];

  @FutureTime('When the key expires; absent or `null`, it does not.')
  expires_at?: string | null;

  @OptionalUuid('The workspace that the key is for; another one than your own needs an admin of the default workspace.')
  workspace_id?: string | null;
}

/** What changes; absent fields stay as they are. */
export class UpdateApiKeyRequest extends ModelLimitFields {
  @ValidateIf((_, value) => value !== undefined)
  @Text({ max: 100, example: 'crm-import' })
  @ApiPropertyOptional({ required: false })
  name?: string;
}

export class RotateApiKeyRequest {
  /**
   * How long the old key stays valid, in seconds; at most a week.
   * @example 86400
   */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(7 * DAY_SECONDS)
  overlap_seconds: number = DAY_SECONDS;

  @FutureTime('When the new key expires; absent, it gets the lifetime of the old one.')
  expires_at?: string | null;
}

/** Which workspace's keys. */
export class WorkspaceQuery {
  @OptionalUuid('Another workspace than your own; needs an admin of the default workspace.')
  workspace_id?: string | null;
}

export class ListApiKeysQuery extends IntersectionType(PageQuery, WorkspaceQuery) {}

/** A key, without its secret. */
export class ApiKeyResponse {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ format: 'uuid' })
  workspace_id!: string;

  @ApiProperty({ example: 'crm-import' })
  name!: string;

  @ApiProperty({ description: 'The first characters of the key, to recognize it.', example: 'sa_live_Ab3d' })
  hint!: string;

  @ApiProperty({ enum: SCOPES, isArray: true, example: ['leads:read', 'leads:write'] })
  scopes!: Scope[];

  @ApiProperty({ type: [String], nullable: true, description: PROVIDERS, example: ['cerebras'] })
  allowed_providers!: string[] | null;

  @ApiProperty({ type: [String], nullable: true, description: MODELS, example: null })
  allowed_models!: string[] | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  expires_at!: string | null;

  /** To the minute. */
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  last_used_at!: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, example: null })
  revoked_at!: string | null;

  /** The key that replaced this one in a rotation. */
  @ApiProperty({ type: String, format: 'uuid', nullable: true, example: null })
  replaced_by!: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;
}

/** A new key with its secret. */
export class IssuedApiKeyResponse extends ApiKeyResponse {
  @ApiPropertyOptional({
    required: true,
    description: 'The key itself. It is shown this once, and stored nowhere.',
    example: 'sa_live_<43 characters>',
  })
  key!: string;
}

/** One page of keys, revoked ones too. */
export class ApiKeyListResponse extends pageOf(ApiKeyResponse) {}
