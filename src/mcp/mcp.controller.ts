import { Readable } from 'node:stream';
import { Controller, HttpStatus, Post, Req, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { callerOf } from '../access/caller.js';
import { Operation } from '../api/operation.decorator.js';
import { MalformedRequestError } from '../errors/request.errors.js';
import { JsonRpcMessage } from './json-rpc-message.dto.js';
import { McpHttpTransport } from './mcp-http-transport.service.js';
import { BatchNotSupportedError, HostNotAllowedError, OriginNotAllowedError } from './mcp.errors.js';

/** MCP over HTTP. */
@ApiTags('Agents')
@Controller({ path: 'mcp', version: VERSION_NEUTRAL })
export class McpController {
  constructor(private readonly transport: McpHttpTransport) {}

  @Post()
  @Operation({
    id: 'callMcp',
    summary: 'Call the MCP server, over Streamable HTTP without sessions',
    description:
      'Accepts one JSON-RPC message of any revision of the Model Context Protocol up to 2026-07-28. The tools that are ' +
      'listed depend on the scopes of the API key. Errors have the shape of JSON-RPC, with ours as `error.data`.',
    scope: 'any_key',
    status: HttpStatus.OK,
    errorShape: 'json_rpc',
    listedPagesOnly: true,
    errors: [BatchNotSupportedError, OriginNotAllowedError, HostNotAllowedError],
  })
  @ApiBody({ type: JsonRpcMessage })
  @ApiOkResponse({ type: JsonRpcMessage, description: 'The answer, as JSON or as a stream of events' })
  async call(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    if (request.body === undefined) throw new MalformedRequestError('Send a JSON-RPC message');
    if (Array.isArray(request.body)) throw new BatchNotSupportedError();
    const answer = await this.transport.serve({
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
