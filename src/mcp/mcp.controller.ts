import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { Controller, Headers, Post, Res, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Caller } from '../access/caller.js';
import { Operation } from '../api/operation.decorator.js';
import { SetHead, type SetReplyHead } from '../api/reply-head.decorator.js';
import { SentBody } from '../api/sent-body.decorator.js';
import { TAGS_HEADER } from '../llm/tags/tags.header.js';
import { JsonRpcMessage } from './json-rpc-message.dto.js';
import { McpHttpTransport } from './mcp-http-transport.service.js';
import {
  BatchNotSupportedError,
  HostNotAllowedError,
  InvalidMessageError,
  OriginNotAllowedError,
} from './mcp.errors.js';

/** The MCP server over HTTP. */
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
    errorShape: 'json_rpc',
    listedPagesOnly: true,
    errors: [BatchNotSupportedError, InvalidMessageError, OriginNotAllowedError, HostNotAllowedError],
  })
  @ApiHeader({
    name: TAGS_HEADER,
    required: false,
    description: 'As of the operations that use language models, for the tools that do.',
    schema: { type: 'string' },
  })
  @ApiBody({ type: JsonRpcMessage })
  @ApiOkResponse({ type: JsonRpcMessage, description: 'The answer, as JSON or as a stream of events' })
  call(
    @Caller() caller: Caller,
    @Headers() headers: IncomingHttpHeaders,
    @SentBody() message: unknown,
    @Res({ passthrough: true }) { raw: response }: FastifyReply,
    @SetHead() setHead: SetReplyHead,
  ): Promise<string | Readable> {
    return this.transport.serve({ caller, headers, message, response, setHead });
  }
}
