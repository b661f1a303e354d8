import { createMcpHandler, type McpRequestContext, preloadSchemas } from '@modelcontextprotocol/server';
import { type NodeMcpRequestHandler, toNodeHandler } from '@modelcontextprotocol/node';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../access/caller.js';
import { McpServers } from './mcp-servers.service.js';
import { UnfinishedWork } from './tools/unfinished-work.js';
import type { Visitor } from './visitor.js';

/** One exchange over HTTP: what was read of it, and on whose behalf it is. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** The parsed message. */
  message: unknown;
  caller: Caller;
  requestId: string;
}

/** Speaks MCP over HTTP in all its revisions. It remembers nothing between requests, so that any replica answers. */
@Injectable()
export class McpDoor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(McpDoor.name);
  private readonly report = (error: Error) => {
    this.logger.debug({ err: error }, 'An MCP request was refused, or broke off');
  };
  private readonly handler = createMcpHandler((context) => this.servers.serverFor(visitorOf(context)), {
    onerror: this.report,
  });
  private readonly answer: NodeMcpRequestHandler = toNodeHandler(this.handler, { onerror: this.report });

  constructor(
    private readonly servers: McpServers,
    private readonly unfinished: UnfinishedWork,
  ) {}

  /** Builds at start what the first request would wait for. */
  onApplicationBootstrap(): void {
    preloadSchemas();
  }

  /** Calls are finished; streams that only wait for news are ended, as nothing else would end them. */
  async beforeApplicationShutdown(): Promise<void> {
    await this.unfinished.finish();
    await this.handler.close();
  }

  async serve({ request, response, message, caller, requestId }: Exchange): Promise<void> {
    const visitor: Visitor = { identify: () => Promise.resolve(caller), callId: () => requestId };
    const auth = { token: '', clientId: caller.keyId ?? caller.name, scopes: [...caller.scopes], extra: { visitor } };
    await this.answer(Object.assign(request, { auth }), response, message);
  }
}

function visitorOf({ authInfo }: McpRequestContext): Visitor {
  const visitor = authInfo?.extra?.visitor as Visitor | undefined;
  if (visitor === undefined) throw new Error('An MCP request has no visitor');
  return visitor;
}
