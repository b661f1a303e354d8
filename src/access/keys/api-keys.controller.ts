import { Body, Controller, Delete, Get, HttpStatus, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OperationId } from '../../api/operation-id.decorator.js';
import { Operation } from '../../api/operation.decorator.js';
import { UuidPipe } from '../../validation/uuid.pipe.js';
import { ApiKeyNotActiveError, ApiKeyNotFoundError, WorkspaceNotFoundError } from '../access.errors.js';
import { Caller } from '../caller.js';
import {
  ApiKeyListResponse,
  ApiKeyResponse,
  CreateApiKeyRequest,
  IssuedApiKeyResponse,
  ListApiKeysQuery,
  RotateApiKeyRequest,
  UpdateApiKeyRequest,
  WorkspaceQuery,
} from './api-key.dto.js';
import { ApiKeysService } from './api-keys.service.js';

@ApiTags('API keys')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Post()
  @Operation({
    id: 'createApiKey',
    summary: 'Create an API key',
    description:
      'From the first key on, every request needs one. The response contains the key; it is not shown again.',
    scope: 'admin',
    audited: 'api_key.create',
    idempotent: { secret: true },
    errors: [WorkspaceNotFoundError],
  })
  create(
    @Caller() caller: Caller,
    @OperationId() operationId: () => string,
    @Body() body: CreateApiKeyRequest,
  ): Promise<IssuedApiKeyResponse> {
    return this.keys.issue(caller, operationId(), body);
  }

  @Get()
  @Operation({
    id: 'listApiKeys',
    summary: 'List API keys, newest first',
    scope: 'admin',
    errors: [WorkspaceNotFoundError],
  })
  list(@Caller() caller: Caller, @Query() query: ListApiKeysQuery): Promise<ApiKeyListResponse> {
    return this.keys.list(caller, query);
  }

  @Get(':id')
  @Operation({
    id: 'getApiKey',
    summary: 'Read an API key, without its secret',
    scope: 'admin',
    errors: [ApiKeyNotFoundError, WorkspaceNotFoundError],
  })
  get(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @Query() query: WorkspaceQuery,
  ): Promise<ApiKeyResponse> {
    return this.keys.get(caller, id, query.workspace_id);
  }

  @Patch(':id')
  @Operation({
    id: 'updateApiKey',
    summary: 'Change the name of an API key, or the models that it may use',
    description: 'Takes effect on every replica within 5 s.',
    scope: 'admin',
    audited: 'api_key.update',
    errors: [ApiKeyNotFoundError, WorkspaceNotFoundError],
  })
  update(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @Query() query: WorkspaceQuery,
    @Body() body: UpdateApiKeyRequest,
  ): Promise<ApiKeyResponse> {
    return this.keys.update(caller, id, body, query.workspace_id);
  }

  @Delete(':id')
  @Operation({
    id: 'revokeApiKey',
    summary: 'Revoke an API key',
    description: 'Takes effect on every replica within 5 s. The key stays in the list, as revoked.',
    scope: 'admin',
    audited: 'api_key.revoke',
    status: HttpStatus.NO_CONTENT,
    errors: [ApiKeyNotFoundError, WorkspaceNotFoundError],
  })
  revoke(@Caller() caller: Caller, @Param('id', UuidPipe) id: string, @Query() query: WorkspaceQuery): Promise<void> {
    return this.keys.revoke(caller, id, query.workspace_id);
  }

  @Post(':id/rotate')
  @Operation({
    id: 'rotateApiKey',
    summary: 'Replace an API key by a new one',
    description: 'The new key has the same name, scopes and allowed models. The old one stays valid for the overlap.',
    scope: 'admin',
    audited: 'api_key.rotate',
    idempotent: { secret: true },
    errors: [ApiKeyNotFoundError, ApiKeyNotActiveError, WorkspaceNotFoundError],
  })
  rotate(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @OperationId() operationId: () => string,
    @Query() query: WorkspaceQuery,
    @Body() body: RotateApiKeyRequest,
  ): Promise<IssuedApiKeyResponse> {
    return this.keys.rotate(caller, id, operationId(), body, query.workspace_id);
  }
}
