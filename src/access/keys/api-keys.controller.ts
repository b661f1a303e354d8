import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Fails } from '../../api/fails.decorator.js';
import { ValidationError } from '../../errors/request.errors.js';
import { BODY_ERRORS } from '../../api/api-errors.js';
import { UuidPipe } from '../../validation/uuid.pipe.js';
import { ApiKeyNotActiveError, ApiKeyNotFoundError, WorkspaceNotFoundError } from '../access.errors.js';
import { Audited } from '../../audit/audited.decorator.js';
import type { Caller } from '../caller.js';
import { CurrentCaller } from '../current-caller.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { OperationId } from '../../idempotency/operation-id.decorator.js';
import { Requires } from '../route-access.decorator.js';
import {
  ApiKeyListResponse,
  ApiKeyResponse,
  CreateApiKeyRequest,
  IssuedApiKeyResponse,
  ListApiKeysQuery,
  RotateApiKeyRequest,
  WorkspaceQuery,
} from './api-key.dto.js';
import { ApiKeysService } from './api-keys.service.js';

@ApiTags('API keys')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post()
  @Requires('admin')
  @Audited('api_key.create')
  @Idempotent({ secret: true })
  @ApiOperation({
    operationId: 'createApiKey',
    summary: 'Make an API key',
    description: 'The first key closes a service that was open. The answer shows the key, this once.',
  })
  @Fails(...BODY_ERRORS, WorkspaceNotFoundError)
  create(
    @CurrentCaller() caller: Caller,
    @OperationId() id: string,
    @Body() body: CreateApiKeyRequest,
  ): Promise<IssuedApiKeyResponse> {
    return this.keys.issue(caller, id, body);
  }

  @Get()
  @Requires('admin')
  @ApiOperation({ operationId: 'listApiKeys', summary: 'List API keys, newest first' })
  @Fails(ValidationError, WorkspaceNotFoundError)
  list(@CurrentCaller() caller: Caller, @Query() query: ListApiKeysQuery): Promise<ApiKeyListResponse> {
    return this.keys.list(caller, query);
  }

  @Get(':id')
  @Requires('admin')
  @ApiOperation({ operationId: 'getApiKey', summary: 'Read an API key, without its secret' })
  @Fails(ValidationError, ApiKeyNotFoundError, WorkspaceNotFoundError)
  get(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @Query() query: WorkspaceQuery,
  ): Promise<ApiKeyResponse> {
    return this.keys.get(caller, id, query.workspace_id);
  }

  @Delete(':id')
  @HttpCode(HttpStatus.NO_CONTENT)
  @Requires('admin')
  @Audited('api_key.revoke')
  @ApiOperation({
    operationId: 'revokeApiKey',
    summary: 'Revoke an API key',
    description: 'Effective on every replica within 5 s. The key stays in the list, as revoked.',
  })
  @Fails(ValidationError, ApiKeyNotFoundError, WorkspaceNotFoundError)
  revoke(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @Query() query: WorkspaceQuery,
  ): Promise<void> {
    return this.keys.revoke(caller, id, query.workspace_id);
  }

  @Post(':id/rotate')
  @Requires('admin')
  @Audited('api_key.rotate')
  @Idempotent({ secret: true })
  @ApiOperation({
    operationId: 'rotateApiKey',
    summary: 'Put a new key in the place of one',
    description:
      'The new key has the same name and scopes; the old one goes on for the overlap, so that nothing stops.',
  })
  @Fails(...BODY_ERRORS, ApiKeyNotFoundError, ApiKeyNotActiveError, WorkspaceNotFoundError)
  rotate(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @OperationId() successorId: string,
    @Query() query: WorkspaceQuery,
    @Body() body: RotateApiKeyRequest,
  ): Promise<IssuedApiKeyResponse> {
    return this.keys.rotate(caller, id, successorId, body, query.workspace_id);
  }
}
