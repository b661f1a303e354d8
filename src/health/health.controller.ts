import { Controller, Get, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../api/operation.decorator.js';
import { SetHead, type SetReplyHead } from '../api/reply-head.decorator.js';
import { ServiceUnavailableError } from '../errors/request.errors.js';
import { DetailedHealthResponse, LivenessResponse, ReadinessResponse, PingResponse } from './health.dto.js';
import { DetailedHealthService, HealthService, PingService } from './health.service.js';

/** Probes at `/health`, where Kubernetes and load balancers look, and at `/api/v1/health`. */
@ApiTags('Health')
@Controller({ path: 'health', version: [VERSION_NEUTRAL, '1'] })
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly detailed: DetailedHealthService,
  ) {}

  @Get()
  @Operation({
    id: ['getLiveness', 'getLivenessV1'],
    summary: 'Check whether the process is alive',
    description: 'Never queries the database. Fails only while the event loop is stuck, or the heap full, for seconds.',
    scope: 'public',
    isProbe: true,
    errors: [ServiceUnavailableError],
  })
  live(): Promise<LivenessResponse> {
    return this.health.liveness();
  }

  @Get('ready')
  @Operation({
    id: ['getReadiness', 'getReadinessV1'],
    summary: 'Check whether the process can serve',
    description: 'It can while the database answers, all migrations have run, and the process is not shutting down.',
    scope: 'public',
    errors: [ServiceUnavailableError],
  })
  ready(): Promise<ReadinessResponse> {
    return this.health.readiness();
  }

  @Get('detailed')
  @Operation({
    id: ['getDetailedHealth', 'getDetailedHealthV1'],
    summary: 'Read the health of each part',
    description: 'For dashboards. Calls no provider and contains no lead data; `HEALTH_DETAIL=false` shortens it.',
    scope: 'public',
  })
  @ApiOkResponse({ type: DetailedHealthResponse, description: 'It serves: `status` is `ok` or `degraded`.' })
  @ApiServiceUnavailableResponse({ type: DetailedHealthResponse, description: 'It cannot serve: `status` is `down`.' })
  detail(@SetHead() setHead: SetReplyHead): Promise<DetailedHealthResponse> {
    return this.detailed.read(setHead);
  }
}

/** The probe of RunPod's load balancer, which fixes the path and the status codes. */
@ApiTags('Health')
@Controller({ path: 'ping', version: VERSION_NEUTRAL })
export class PingController {
  constructor(private readonly pings: PingService) {}

  @Get()
  @Operation({
    id: 'ping',
    summary: 'Check whether the process is starting, serving or stopping',
    description: 'For load balancers of RunPod. Queries neither the database nor a provider.',
    scope: 'public',
    isProbe: true,
    errors: [ServiceUnavailableError],
  })
  @ApiOkResponse({ type: PingResponse, description: 'It serves.' })
  @ApiNoContentResponse({ description: 'It is starting: it has not connected to its database yet.' })
  ping(@SetHead() setHead: SetReplyHead): PingResponse | undefined {
    return this.pings.answer(setHead);
  }
}
