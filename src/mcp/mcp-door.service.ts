import { createMcpHandler, type McpRequestContext, preloadSchemas } from '@modelcontextprotocol/server';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { Caller } from '../access/caller.js';
import { hangUpOf } from '../http/hang-up.js';
import { Ending } from '../http/shutdown/ending.js';
import { McpServers } from './mcp-servers.service.js';
import type { Visitor } from './visitor.js';

/** One exchange over HTTP: what was read of it, and on whose behalf it is. */
export interface Exchange {
  headers: IncomingHttpHeaders;
  /** The parsed message. */
  message: unknown;
  caller: Caller;
  requestId: string;
  /** Whose end tells that the caller has gone. */
  response: ServerResponse;
}

/** The headers that MCP reads; the others, such as the key, are none of its business. */
const READ = /^(accept|content-type|mcp-.*)$/;
/** Never asked: the SDK wants some address. */
const ADDRESS = 'http://localhost/mcp';

/** Speaks MCP over HTTP in all its revisions. It remembers nothing between requests, so that any replica answers. */
@Injectable()
export class McpDoor implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(McpDoor.name);
  private readonly handler = createMcpHandler((context) => this.servers.serverFor(visitorOf(context)), {
    onerror: (error) => {
      this.logger.debug({ err: error }, 'An MCP request was refused, or broke off');
    },
  });

  constructor(
    private readonly servers: McpServers,
    private readonly ending: Ending,
  ) {}

  /** Builds at start what the first request would wait for. */
  onApplicationBootstrap(): void {
    preloadSchemas();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.handler.close();
  }

  /** Never throws: what goes wrong is an answer, too. */
  serve({ headers, message, caller, requestId, response }: Exchange): Promise<Response> {
    const visitor: Visitor = { identify: () => Promise.resolve(caller), callId: () => requestId };
    const authInfo = {
      token: '',
      clientId: caller.keyId ?? caller.name,
      scopes: [...caller.scopes],
      extra: { visitor },
    };
    const read = Object.entries(headers).filter(
      (header): header is [string, string] => READ.test(header[0]) && typeof header[1] === 'string',
    );
    const signal = isSubscription(message) ? this.newsEnd(response) : hangUpOf(response);
    const request = new Request(ADDRESS, { method: 'POST', headers: read, signal });
    return this.handler.fetch(request, { authInfo, parsedBody: message });
  }

  /** A stream that only waits for news would hold the end of the service up. */
  private newsEnd(response: ServerResponse): AbortSignal {
    const controller = new AbortController();
    const end = () => {
      controller.abort();
    };
    const forget = this.ending.onDraining(end);
    response.once('close', forget).once('close', end);
    return controller.signal;
  }
}

function visitorOf({ authInfo }: McpRequestContext): Visitor {
  const visitor = authInfo?.extra?.visitor as Visitor | undefined;
  if (visitor === undefined) throw new Error('An MCP request has no visitor');
  return visitor;
}

function isSubscription(message: unknown): boolean {
  return (message as { method?: unknown } | null)?.method === 'subscriptions/listen';
}
