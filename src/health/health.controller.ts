import { Controller, Get, HttpStatus, Res, VERSION_NEUTRAL } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/route-access.decorator.js';
import { VERSION } from '../config/version.js';
import { DetailedHealthResponse } from './detailed-health.dto.js';
import { DetailedHealthService } from './detailed-health.service.js';
import { TellsDetail, TellsLiveness, TellsReadiness } from './health.decorators.js';
import { LivenessResponse, ReadinessResponse, uptimeSeconds } from './health.dto.js';
import { HealthService } from './health.service.js';

/** Probes for Kubernetes and load balancers, who fix the paths. */
@Controller({ path: 'health', version: VERSION_NEUTRAL })
export class HealthController {
  constructor(
    private readonly health: HealthService,
    private readonly detailed: DetailedHealthService,
  ) {}

  @Get()
  @Public()
  @TellsLiveness('getLiveness')
  async live(): Promise<LivenessResponse> {
    await this.health.assertAlive();
    return { status: 'ok', version: VERSION, uptime_seconds: uptimeSeconds() };
  }

  @Get('ready')
  @Public()
  @TellsReadiness('getReadiness')
  async ready(): Promise<ReadinessResponse> {
    return { status: 'ok', checks: await this.health.assertReady() };
  }

  @Get('detailed')
  @Public()
  @TellsDetail('getDetailedHealth')
  async detail(@Res({ passthrough: true }) reply: FastifyReply): Promise<DetailedHealthResponse> {
    const health = await this.detailed.tell();
    if (health.status === 'down') void reply.code(HttpStatus.SERVICE_UNAVAILABLE);
    return DetailedHealthResponse.from(health);
  }
}

/** The same where everything else is, for clients who know one base path. */
@Controller('health')
export class VersionedHealthController extends HealthController {
  @Get()
  @Public()
  @TellsLiveness('getLivenessV1')
  override live(): Promise<LivenessResponse> {
    return super.live();
  }

  @Get('ready')
  @Public()
  @TellsReadiness('getReadinessV1')
  override ready(): Promise<ReadinessResponse> {
    return super.ready();
  }

  @Get('detailed')
  @Public()
  @TellsDetail('getDetailedHealthV1')
  override detail(@Res({ passthrough: true }) reply: FastifyReply): Promise<DetailedHealthResponse> {
    return super.detail(reply);
  }
}
