import { Controller, Delete, Get, HttpStatus, Post, Req, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { OperationId } from '../../api/operation-id.decorator.js';
import { Operation } from '../../api/operation.decorator.js';
import { SetHead, type SetReplyHead } from '../../api/reply-head.decorator.js';
import { CrossSiteRequestError } from '../access.errors.js';
import { sessionCookie } from '../authentication/session-cookie.js';
import { Caller } from '../caller.js';
import { ConsoleSessionResponse } from './console-session.dto.js';
import { ConsoleSessions } from './console-sessions.service.js';

@ApiTags('Console')
@Controller({ path: 'console/session', version: VERSION_NEUTRAL })
export class ConsoleSessionController {
  constructor(private readonly sessions: ConsoleSessions) {}

  @Post()
  @Operation({
    id: 'beginConsoleSession',
    summary: 'Sign in to the web console with an API key',
    description:
      'Exchanges the API key of the request for a session in an `HttpOnly` cookie. The session has the scopes of the key ' +
      'and ends with it, after 12 hours without use, or when it is deleted. In open mode there is nothing to sign in to.',
    scope: 'any_key',
    status: HttpStatus.NO_CONTENT,
    errors: [CrossSiteRequestError],
  })
  async begin(
    @Caller() caller: Caller,
    @OperationId() operationId: () => string,
    @Req() request: FastifyRequest,
    @SetHead() setHead: SetReplyHead,
  ): Promise<void> {
    setHead({ headers: { 'set-cookie': sessionCookie(request, await this.sessions.begin(caller, operationId())) } });
  }

  @Get()
  @Operation({
    id: 'getConsoleSession',
    summary: 'Read who uses the web console',
    description: 'Answers without an API key, too: then no key is signed in.',
    scope: 'public',
    isCounted: true,
    errors: [CrossSiteRequestError],
  })
  describe(@Req() request: FastifyRequest): Promise<ConsoleSessionResponse> {
    return this.sessions.describe(request);
  }

  @Delete()
  @Operation({
    id: 'endConsoleSession',
    summary: 'Sign out of the web console',
    description: 'Ends the session, on every replica within 5 s.',
    scope: 'any_key',
    status: HttpStatus.NO_CONTENT,
    errors: [CrossSiteRequestError],
  })
  async end(@Caller() caller: Caller, @Req() request: FastifyRequest, @SetHead() setHead: SetReplyHead): Promise<void> {
    await this.sessions.end(caller);
    setHead({ headers: { 'set-cookie': sessionCookie(request, undefined) } });
  }
}
