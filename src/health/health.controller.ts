import { Controller, Get, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Public } from '../access/route-access.decorator.js';
import { VERSION } from '../config/version.js';
import { Fails } from '../errors/fails.decorator.js';
import { InternalError, MalformedRequestError, ServiceUnavailableError } from '../errors/request.errors.js';
import { LivenessResponse, ReadinessResponse } from './health.dto.js';
import { ReadinessService } from './readiness.service.js';

/** Probes for Kubernetes and load balancers, who fix the paths. */
@ApiTags('Health')
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HealthController {
  constructor(private readonly readiness: ReadinessService) {}

  @Get()
  @Public()
  @ApiOperation({ operationId: 'getLiveness', summary: 'Tell whether the process is alive' })
  @Fails(MalformedRequestError, InternalError)
  live(): LivenessResponse {
    return { status: 'ok', version: VERSION, uptime_seconds: Math.floor(process.uptime()) };
  }

  @Get('ready')
  @Public()
  @ApiOperation({ operationId: 'getReadiness', summary: 'Tell whether the process can serve' })
  @Fails(MalformedRequestError, InternalError, ServiceUnavailableError)
  async ready(): Promise<ReadinessResponse> {
    return { status: 'ok', checks: await this.readiness.check() };
  }
}
