import { Controller, Get, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { Operation } from '../api/operation.decorator.js';
import { SetHead, type SetReplyHead } from '../api/reply-head.decorator.js';
import { ServiceUnavailableError } from '../errors/request.errors.js';
import { PingResponse } from './ping.dto.js';
import { PingService } from './ping.service.js';

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
    errors: [ServiceUnavailableError],
  })
  @ApiOkResponse({ type: PingResponse, description: 'It serves.' })
  @ApiNoContentResponse({ description: 'It is starting: it has not connected to its database yet.' })
  ping(@SetHead() setHead: SetReplyHead): PingResponse | undefined {
    return this.pings.answer(setHead);
  }
}
