import { Controller, Get, HttpStatus, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '../access/route-access.decorator.js';
import { Fails } from '../api/fails.decorator.js';
import { InternalError, MalformedRequestError, ServiceUnavailableError } from '../errors/request.errors.js';
import { PingResponse } from './ping.dto.js';
import { PingService } from './ping.service.js';

/** What RunPod's load balancer polls; it fixes path and codes. */
@ApiTags('Health')
@Controller({ path: 'ping', version: VERSION_NEUTRAL })
export class PingController {
  constructor(private readonly pings: PingService) {}

  @Get()
  @Public()
  @ApiOperation({
    operationId: 'ping',
    summary: 'Tell where in its life the process is',
    description: 'For load balancers of RunPod. It asks nobody, neither the database nor a provider.',
  })
  @ApiOkResponse({ type: PingResponse, description: 'It has started.' })
  @ApiNoContentResponse({ description: 'It is starting: it was not connected to its database yet.' })
  @Fails(MalformedRequestError, InternalError, ServiceUnavailableError)
  ping(@Res({ passthrough: true }) reply: FastifyReply): PingResponse | undefined {
    const answer = this.pings.answer();
    if (answer === undefined) void reply.code(HttpStatus.NO_CONTENT);
    return answer;
  }
}
