import { Body, Controller, Get, Headers, HttpStatus, Post, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { Caller } from '../../access/caller.js';
import { Operation } from '../../api/operation.decorator.js';
import { SetHead, type SetReplyHead } from '../../api/reply-head.decorator.js';
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
    description:
      'Sums one row for each attempt at a provider. Rows are written within about a second of the attempt. With ' +
      '`Accept: text/csv` the answer is a table of the groups.',
    scope: 'usage:read',
  })
  @ApiExtraModels(UsageResponse)
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(UsageResponse) } },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  report(
    @Caller() caller: Caller,
    @Query() query: UsageQuery,
    @Headers('accept') accept: string | undefined,
    @SetHead() setHead: SetReplyHead,
  ): Promise<UsageResponse | string> {
    return this.usage.reportAs(accept, caller, query, setHead);
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
