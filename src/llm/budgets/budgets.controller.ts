import { Body, Controller, Delete, Get, HttpStatus, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiKeyNotFoundError, WorkspaceNotFoundError } from '../../access/access.errors.js';
import { Caller } from '../../access/caller.js';
import { Operation } from '../../api/operation.decorator.js';
import { UuidPipe } from '../../validation/uuid.pipe.js';
import { BudgetListResponse, BudgetOwnerQuery, BudgetRequest, BudgetResponse, ListBudgetsQuery } from './budget.dto.js';
import { BudgetNotFoundError } from './budget.errors.js';
import { BudgetsService } from './budgets.service.js';

const SETTING = 'What was spent in the running period counts. It takes effect on every replica within 2 s.';

@ApiTags('Budgets')
@Controller('llm/budgets')
export class BudgetsController {
  constructor(private readonly budgets: BudgetsService) {}

  @Get()
  @Operation({
    id: 'listBudgets',
    summary: 'List budgets and what is left of them, newest first',
    scope: 'usage:read',
    errors: [WorkspaceNotFoundError],
  })
  list(@Caller() caller: Caller, @Query() query: ListBudgetsQuery): Promise<BudgetListResponse> {
    return this.budgets.list(caller, query);
  }

  @Get('workspace')
  @Operation({
    id: 'getWorkspaceBudget',
    summary: 'Read the budget of the workspace',
    scope: 'usage:read',
    errors: [BudgetNotFoundError, WorkspaceNotFoundError],
  })
  getOfWorkspace(@Caller() caller: Caller, @Query() { workspace_id }: BudgetOwnerQuery): Promise<BudgetResponse> {
    return this.budgets.get(caller, { workspaceId: workspace_id, keyId: null });
  }

  @Put('workspace')
  @Operation({
    id: 'setWorkspaceBudget',
    summary: 'Set the budget of the workspace',
    description: SETTING,
    scope: 'admin',
    audited: 'budget.set',
    idempotent: true,
    errors: [WorkspaceNotFoundError],
  })
  setOfWorkspace(
    @Caller() caller: Caller,
    @Query() { workspace_id }: BudgetOwnerQuery,
    @Body() body: BudgetRequest,
  ): Promise<BudgetResponse> {
    return this.budgets.set(caller, { workspaceId: workspace_id, keyId: null }, body);
  }

  @Delete('workspace')
  @Operation({
    id: 'deleteWorkspaceBudget',
    summary: 'Delete the budget of the workspace',
    scope: 'admin',
    audited: 'budget.delete',
    status: HttpStatus.NO_CONTENT,
    errors: [BudgetNotFoundError, WorkspaceNotFoundError],
  })
  deleteOfWorkspace(@Caller() caller: Caller, @Query() { workspace_id }: BudgetOwnerQuery): Promise<void> {
    return this.budgets.delete(caller, { workspaceId: workspace_id, keyId: null });
  }

  @Get('keys/:id')
  @Operation({
    id: 'getKeyBudget',
    summary: 'Read the budget of an API key',
    scope: 'usage:read',
    errors: [BudgetNotFoundError, ApiKeyNotFoundError, WorkspaceNotFoundError],
  })
  getOfKey(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) keyId: string,
    @Query() { workspace_id }: BudgetOwnerQuery,
  ): Promise<BudgetResponse> {
    return this.budgets.get(caller, { workspaceId: workspace_id, keyId });
  }

  @Put('keys/:id')
  @Operation({
    id: 'setKeyBudget',
    summary: 'Set the budget of an API key',
    description: `${SETTING} A rotated key shares the budget of the key that it replaced.`,
    scope: 'admin',
    audited: 'budget.set',
    idempotent: true,
    errors: [ApiKeyNotFoundError, WorkspaceNotFoundError],
  })
  setOfKey(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) keyId: string,
    @Query() { workspace_id }: BudgetOwnerQuery,
    @Body() body: BudgetRequest,
  ): Promise<BudgetResponse> {
    return this.budgets.set(caller, { workspaceId: workspace_id, keyId }, body);
  }

  @Delete('keys/:id')
  @Operation({
    id: 'deleteKeyBudget',
    summary: 'Delete the budget of an API key',
    scope: 'admin',
    audited: 'budget.delete',
    status: HttpStatus.NO_CONTENT,
    errors: [BudgetNotFoundError, ApiKeyNotFoundError, WorkspaceNotFoundError],
  })
  deleteOfKey(
    @Caller() caller: Caller,
    @Param('id', UuidPipe) keyId: string,
    @Query() { workspace_id }: BudgetOwnerQuery,
  ): Promise<void> {
    return this.budgets.delete(caller, { workspaceId: workspace_id, keyId });
  }
}
