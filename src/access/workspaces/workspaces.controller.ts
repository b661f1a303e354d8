import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { OperationId } from '../../api/operation-id.decorator.js';
import { Operation } from '../../api/operation.decorator.js';
import { PageQuery } from '../../validation/page.dto.js';
import { UuidPipe } from '../../validation/uuid.pipe.js';
import { DefaultWorkspaceError, WorkspaceNotFoundError } from '../access.errors.js';
import { Caller } from '../caller.js';
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
  @Operation({
    id: 'createWorkspace',
    summary: 'Create a workspace',
    description:
      'For admins of the default workspace. Create its first API key with `workspace_id` at `POST /api-keys`.',
    scope: 'admin',
    audited: 'workspace.create',
    idempotent: true,
  })
  create(
    @Caller() caller: Caller,
    @OperationId() operationId: () => string,
    @Body() body: WorkspaceRequest,
  ): Promise<WorkspaceResponse> {
    return this.workspaces.create(caller, operationId(), body.name);
  }

  @Get()
  @Operation({
    id: 'listWorkspaces',
    summary: 'List workspaces, newest first',
    description: 'Admins of the default workspace see all of them, others their own.',
    scope: 'admin',
  })
  list(@Caller() caller: Caller, @Query() query: PageQuery): Promise<WorkspaceListResponse> {
    return this.workspaces.list(caller, query);
  }

  @Get(':id')
  @Operation({ id: 'getWorkspace', summary: 'Read a workspace', scope: 'admin', errors: [WorkspaceNotFoundError] })
  get(@Caller() caller: Caller, @Param('id', UuidPipe) id: string): Promise<WorkspaceResponse> {
    return this.workspaces.get(caller, id);
  }

  @Patch(':id')
  @Operation({
    id: 'renameWorkspace',
    summary: 'Rename a workspace',
    scope: 'admin',
    audited: 'workspace.rename',
    errors: [WorkspaceNotFoundError],
  })
  rename(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) id: string,
    @Body() body: WorkspaceRequest,
  ): Promise<WorkspaceResponse> {
    return this.workspaces.rename(caller, id, body.name);
  }

  @Delete(':id')
  @Operation({
    id: 'eraseWorkspace',
    summary: 'Erase a workspace and everything in it',
    description:
      'For admins of the default workspace, which itself cannot be erased. Its API keys are revoked first. The response ' +
      'counts the rows that were erased and those that were found afterwards.',
    scope: 'admin',
    audited: 'workspace.erase',
    errors: [WorkspaceNotFoundError, DefaultWorkspaceError],
  })
  erase(@Caller() caller: Caller, @Param('id', UuidPipe) id: string): Promise<WorkspaceErasureResponse> {
    return this.workspaces.erase(caller, id);
  }
}
