import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Fails } from '../../api/fails.decorator.js';
import { ValidationError } from '../../errors/request.errors.js';
import { BODY_ERRORS } from '../../api/api-errors.js';
import { PageQuery } from '../../validation/page.dto.js';
import { UuidPipe } from '../../validation/uuid.pipe.js';
import { DefaultWorkspaceError, WorkspaceNotFoundError } from '../access.errors.js';
import { Audited } from '../../audit/audited.decorator.js';
import type { Caller } from '../caller.js';
import { CurrentCaller } from '../current-caller.decorator.js';
import { Idempotent } from '../../idempotency/idempotent.decorator.js';
import { OperationId } from '../../idempotency/operation-id.decorator.js';
import { Requires } from '../route-access.decorator.js';
import {
  WorkspaceErasureResponse,
  WorkspaceListResponse,
  WorkspaceRequest,
  WorkspaceResponse,
} from './workspace.dto.js';
import { WorkspacesService } from './workspaces.service.js';

@ApiTags('Workspaces')
@Controller('workspaces')
export class WorkspacesController {
  constructor(private readonly workspaces: WorkspacesService) {}

  @Post()
  @Requires('admin')
  @Audited('workspace.create')
  @Idempotent()
  @ApiOperation({
    operationId: 'createWorkspace',
    summary: 'Make a workspace',
    description: 'For admins of the default workspace. Make its first key with `workspace_id` at `POST /api-keys`.',
  })
  @Fails(...BODY_ERRORS)
  create(
    @CurrentCaller() caller: Caller,
    @OperationId() id: string,
    @Body() { name }: WorkspaceRequest,
  ): Promise<WorkspaceResponse> {
    return this.workspaces.create(caller, id, name);
  }

  @Get()
  @Requires('admin')
  @ApiOperation({
    operationId: 'listWorkspaces',
    summary: 'List workspaces, newest first',
    description: 'Admins of the default workspace see all of them, others their own.',
  })
  @Fails(ValidationError)
  list(@CurrentCaller() caller: Caller, @Query() query: PageQuery): Promise<WorkspaceListResponse> {
    return this.workspaces.list(caller, query);
  }

  @Get(':id')
  @Requires('admin')
  @ApiOperation({ operationId: 'getWorkspace', summary: 'Read a workspace' })
  @Fails(ValidationError, WorkspaceNotFoundError)
  get(@CurrentCaller() caller: Caller, @Param('id', UuidPipe) id: string): Promise<WorkspaceResponse> {
    return this.workspaces.get(caller, id);
  }

  @Patch(':id')
  @Requires('admin')
  @Audited('workspace.rename')
  @ApiOperation({ operationId: 'renameWorkspace', summary: 'Rename a workspace' })
  @Fails(...BODY_ERRORS, WorkspaceNotFoundError)
  rename(
    @CurrentCaller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @Body() { name }: WorkspaceRequest,
  ): Promise<WorkspaceResponse> {
    return this.workspaces.rename(caller, id, name);
  }

  @Delete(':id')
  @Requires('admin')
  @Audited('workspace.erase')
  @ApiOperation({
    operationId: 'eraseWorkspace',
    summary: 'Erase a workspace and all that is in it',
    description:
      'For admins of the default workspace, which itself cannot be erased. Keys end first; the answer counts what was ' +
      'erased, and what was found afterwards.',
  })
  @Fails(ValidationError, WorkspaceNotFoundError, DefaultWorkspaceError)
  erase(@CurrentCaller() caller: Caller, @Param('id', UuidPipe) id: string): Promise<WorkspaceErasureResponse> {
    return this.workspaces.erase(caller, id);
  }
}
