import { Controller, Get, Header, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Caller } from '../access/caller.js';
import { Operation } from '../api/operation.decorator.js';
import { ResourceNotFoundError } from '../errors/request.errors.js';
import { MetricsService } from './metrics.service.js';

/** At the path where Prometheus looks. */
@ApiTags('Health')
@Controller({ path: 'metrics', version: VERSION_NEUTRAL })
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @Operation({
    id: 'getMetrics',
    summary: 'Read metrics in the text format of Prometheus',
    description: 'Of this replica. Needs an API key of the default workspace; `METRICS=false` switches it off.',
    scope: 'metrics:read',
    errors: [ResourceNotFoundError],
  })
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' } } } })
  read(@Caller() caller: Caller): Promise<string> {
    return this.metrics.read(caller);
  }
}
