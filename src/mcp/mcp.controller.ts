import { Readable } from 'node:stream';
import { Controller, HttpCode, HttpStatus, Post, Req, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../access/current-caller.decorator.js';
import { RequiresAnyKey } from '../access/route-access.decorator.js';
import { Fails } from '../api/fails.decorator.js';
import { MalformedRequestError } from '../errors/request.errors.js';
import { BODY_ERRORS } from '../api/api-errors.js';
import { AddToRouteConfig } from '../api/route-config.decorator.js';
import { JsonRpcMessage } from './json-rpc-message.dto.js';
import { McpHttpTransport } from './mcp-http-transport.service.js';
import { BatchNotSupportedError, HostNotAllowedError, OriginNotAllowedError } from './mcp.errors.js';

/** The door for agents. */
@ApiTags('Agents')
@Controller({ path: 'mcp', version: VERSION_NEUTRAL })
export class McpController {
  constructor(private readonly door: McpHttpTransport) {}

  @Post()
  @HttpCode(HttpStatus.OK)
  @RequiresAnyKey()
  @AddToRouteConfig({ errorShape: 'json_rpc', keepsPagesOut: true })
  @ApiOperation({
    operationId: 'callMcp',
    summary: 'Speak MCP, over Streamable HTTP without sessions',
    description:
      'Takes one JSON-RPC message of any revision of the Model Context Protocol up to 2026-07-28. Which tools there are ' +
      "depends on the key's scopes. Failures come as JSON-RPC has them, with ours as `error.data`.",
  })
  @ApiBody({ type: JsonRpcMessage })
  @ApiOkResponse({ type: JsonRpcMessage, description: 'The answer, as JSON or as a stream of events' })
  @Fails(...BODY_ERRORS, BatchNotSupportedError, OriginNotAllowedError, HostNotAllowedError)
  async call(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (request.body === undefined) throw new MalformedRequestError('Send a JSON-RPC message');
    if (Array.isArray(request.body)) throw new BatchNotSupportedError();
    const answer = await this.door.serve({
      headers: request.headers,
      message: request.body,
      caller: callerOf(request),
      response: reply.raw,
    });
    await reply
      .code(answer.status)
      .headers(Object.fromEntries(answer.headers))
      .send(await bodyOf(answer));
  }
}

/** A stream of events as it comes, all else whole. */
function bodyOf(answer: Response): Readable | Promise<string> {
  const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
  return isStream && answer.body !== null ? Readable.fromWeb(answer.body) : answer.text();
}
