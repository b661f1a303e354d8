import { Body, Controller, Get, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { Operation } from '../../api/operation.decorator.js';
import { CostSimulationRequest, CostSimulationResponse } from './cost-simulation.dto.js';
import { CostSimulationService } from './cost-simulation.service.js';
import { UsageQuery, UsageResponse } from './usage.dto.js';
import { UsageService } from './usage.service.js';

@ApiTags('Usage')
@Controller('llm')
export class UsageController {
  constructor(
    private readonly usage: UsageService,
    private readonly simulation: CostSimulationService,
  ) {}

  @Get('usage')
  @Operation({
    id: 'getUsage',
    summary: 'Read what language models used and cost',
    description: 'Sums one row for each attempt at a provider. Rows are written within about a second of the attempt.',
    scope: 'usage:read',
  })
  report(@Caller() caller: Caller, @Query() query: UsageQuery): Promise<UsageResponse> {
    return this.usage.report(caller.workspace, query);
  }

  @Post('cost-simulation')
  @Operation({
    id: 'simulateCost',
    summary: 'Compute what each strategy would cost a month',
    description: 'Calls no provider and stores nothing.',
    scope: 'usage:read',
    status: HttpStatus.OK,
  })
  simulate(@Body() body: CostSimulationRequest): CostSimulationResponse {
    return this.simulation.simulate(body);
  }
}
