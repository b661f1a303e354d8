import { Readable } from 'node:stream';
import { createMcpHandler, type McpRequestContext, type McpServer, preloadSchemas } from '@modelcontextprotocol/server';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Caller } from '../access/caller.js';
import { clientAbortSignal } from '../api/client-abort.js';
import type { SetReplyHead } from '../api/reply-head.decorator.js';
import { MalformedRequestError } from '../errors/request.errors.js';
import { TAGS_HEADER } from '../llm/tags/tags.header.js';
import { noteTags } from '../llm/tags/tags.step.js';
import { ShutdownState } from '../lifecycle/shutdown-state.js';
import { McpServers } from './mcp-servers.service.js';
import { answerLegacyCall, type McpMessage, isPlainLegacyCall } from './legacy-call.js';
import { BatchNotSupportedError } from './mcp.errors.js';
import type { McpCaller } from './mcp-caller.js';

const JSON_HEAD = { status: 200, headers: { 'content-type': 'application/json' } };
/** The status of an answer that has no client any more, as nginx logs it. */
const CLIENT_GONE = 499;

/** One message over HTTP: on whose behalf it is, and how its answer is sent. */
export interface McpExchange {
  caller: Caller;
  headers: IncomingHttpHeaders;
  /** The parsed body. */
  message: unknown;
  /** Closes when the client disconnects. */
  response: ServerResponse;
  setHead: SetReplyHead;
}

/** Speaks MCP over HTTP in all its revisions. It remembers nothing between requests, so that any replica answers. */
@Injectable()
export class McpHttpTransport implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(McpHttpTransport.name);
  private readonly handler = createMcpHandler((context) => this.serverFor(mcpCallerOf(context)), {
    onerror: (error) => {
      this.logger.debug({ err: error }, 'An MCP request was refused, or broke off');
    },
  });

  constructor(
    private readonly servers: McpServers,
    private readonly shutdown: ShutdownState,
  ) {}

  /** Builds at start what the first request would wait for. */
  onApplicationBootstrap(): void {
    preloadSchemas();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.handler.close();
  }

  /**
   * The answer to one message, as a JSON text or as a stream of events; errors of MCP are answers too.
   * @throws MalformedRequestError, BatchNotSupportedError, ValidationError for tags that are none
   */
  async serve(exchange: McpExchange): Promise<string | Readable> {
    if (exchange.message === undefined) throw new MalformedRequestError('Send a JSON-RPC message');
    if (Array.isArray(exchange.message)) throw new BatchNotSupportedError();
    noteTags(exchange.headers[TAGS_HEADER]);
    const mcpCaller: McpCaller = {
      identify: () => Promise.resolve(exchange.caller),
      calledTool: calledToolOf(exchange.message),
    };
    const message = this.toMessage(exchange, mcpCaller);
    if (mcpCaller.calledTool !== undefined && (await isPlainLegacyCall(message))) {
      const server = this.servers.serverForCall(mcpCaller);
      if (server !== undefined) return this.serveLegacyCall(server, message, exchange);
    }
    const { request, ...rest } = message;
    const answer = await this.handler.fetch(request, rest);
    exchange.setHead({ status: answer.status, headers: Object.fromEntries(answer.headers) });
    const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
    return isStream && answer.body !== null ? Readable.fromWeb(answer.body) : answer.text();
  }

  private async serveLegacyCall(server: McpServer, message: McpMessage, { setHead }: McpExchange): Promise<string> {
    const answer = await answerLegacyCall(server, message);
    setHead(answer === undefined ? { status: CLIENT_GONE } : JSON_HEAD);
    return answer ?? '';
  }

  private toMessage({ headers, message, caller, response }: McpExchange, mcpCaller: McpCaller): McpMessage {
    const authInfo = {
      token: '',
      clientId: caller.keyId ?? caller.name,
      scopes: [...caller.scopes],
      extra: { mcpCaller },
    };
    const signal = isSubscription(message) ? this.newsEnd(response) : clientAbortSignal(response);
    return { request: toRequest(headers, signal), parsedBody: message, authInfo };
  }

  /** Calls are nearly all there is, so they do not wait until everything else is offered, too. */
  private serverFor(mcpCaller: McpCaller): McpServer | Promise<McpServer> {
    return this.servers.serverForCall(mcpCaller) ?? this.servers.serverFor(mcpCaller);
  }

  /** A stream that only waits for news would hold the end of the service up. */
  private newsEnd(response: ServerResponse): AbortSignal {
    const controller = new AbortController();
    const end = () => {
      controller.abort();
    };
    const forget = this.shutdown.onDraining(end);
    response.once('close', forget).once('close', end);
    return controller.signal;
  }
}

function mcpCallerOf({ authInfo }: McpRequestContext): McpCaller {
  const mcpCaller = authInfo?.extra?.mcpCaller as McpCaller | undefined;
  if (mcpCaller === undefined) throw new Error('An MCP request has no caller');
  return mcpCaller;
}

/** As much of a request as the SDK reads beside a parsed body; a whole one takes longer than the rest of the exchange. */
function toRequest(headers: IncomingHttpHeaders, signal: AbortSignal): Request {
  const get = (name: string) => {
    const value = headers[name.toLowerCase()];
    return typeof value === 'string' ? value : null;
  };
  return { method: 'POST', headers: { get }, signal } as unknown as Request;
}

function isSubscription(message: unknown): boolean {
  return (message as { method?: unknown } | null)?.method === 'subscriptions/listen';
}

function calledToolOf(message: unknown): string | undefined {
  const { method, params } = (message ?? {}) as { method?: unknown; params?: { name?: unknown } | null };
  const name = method === 'tools/call' ? params?.name : undefined;
  return typeof name === 'string' ? name : undefined;
}
