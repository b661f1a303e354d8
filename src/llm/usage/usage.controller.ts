import { Body, Controller, Get, HttpCode, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentWorkspace } from '../../access/current-caller.decorator.js';
import { Requires } from '../../access/route-access.decorator.js';
import type { WorkspaceId } from '../../database/workspace-id.js';
import { Fails } from '../../api/fails.decorator.js';
import { ValidationError } from '../../errors/request.errors.js';
import { BODY_ERRORS } from '../../api/api-errors.js';
import { CostSimulationRequest, CostSimulationResponse, toSimulationOrder } from './cost-simulation.dto.js';
import { CostSimulationService } from './cost-simulation.service.js';
import { toPeriod, UsageQuery, UsageResponse } from './usage.dto.js';
import { UsageService } from './usage.service.js';

@ApiTags('Usage')
@Controller('llm')
export class UsageController {
  constructor(
    private readonly usage: UsageService,
    private readonly simulation: CostSimulationService,
  ) {}

  @Get('usage')
  @Requires('usage:read')
  @ApiOperation({
    operationId: 'getUsage',
    summary: 'Read what language models used and cost',
    description:
      'Counted from one row for each attempt at a provider. Rows are written within about a second of the attempt.',
  })
  @Fails(ValidationError)
  async report(@CurrentWorkspace() workspace: WorkspaceId, @Query() query: UsageQuery): Promise<UsageResponse> {
    const period = toPeriod(query, new Date());
    return UsageResponse.from(await this.usage.report(workspace, period, query.group_by));
  }

  @Post('cost-simulation')
  @HttpCode(HttpStatus.OK)
  @Requires('usage:read')
  @ApiOperation({
    operationId: 'simulateCost',
    summary: 'Compute what each strategy would cost a month',
    description: 'Asks no provider and stores nothing.',
  })
  @Fails(...BODY_ERRORS)
  simulate(@Body() body: CostSimulationRequest): CostSimulationResponse {
    return CostSimulationResponse.from(this.simulation.simulate(toSimulationOrder(body)));
  }
}
