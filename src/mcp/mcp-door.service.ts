import { createMcpHandler, type McpRequestContext, preloadSchemas } from '@modelcontextprotocol/server';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import type { Caller } from '../access/caller.js';
import { McpServers } from './mcp-servers.service.js';
import { UnfinishedWork } from './tools/unfinished-work.js';
import type { Visitor } from './visitor.js';

/** One exchange over HTTP: what was read of it, and on whose behalf it is. */
export interface Exchange {
  headers: IncomingHttpHeaders;
  /** The parsed message. */
  message: unknown;
  caller: Caller;
  requestId: string;
  /** Aborted when the caller hangs up. */
  signal: AbortSignal;
}

/** The headers that MCP reads; the others, such as the key, are none of its business. */
const READ = /^(accept|content-type|mcp-.*)$/;
/** Never asked: the SDK wants some address. */
const ADDRESS = 'http://localhost/mcp';

/** Speaks MCP over HTTP in all its revisions. It remembers nothing between requests, so that any replica answers. */
@Injectable()
export class McpDoor implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(McpDoor.name);
  private readonly handler = createMcpHandler((context) => this.servers.serverFor(visitorOf(context)), {
    onerror: (error) => {
      this.logger.debug({ err: error }, 'An MCP request was refused, or broke off');
    },
  });

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

  /** Never throws: what goes wrong is an answer, too. */
  serve({ headers, message, caller, requestId, signal }: Exchange): Promise<Response> {
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
    const request = new Request(ADDRESS, { method: 'POST', headers: read, signal });
    return this.handler.fetch(request, { authInfo, parsedBody: message });
  }
}

function visitorOf({ authInfo }: McpRequestContext): Visitor {
  const visitor = authInfo?.extra?.visitor as Visitor | undefined;
  if (visitor === undefined) throw new Error('An MCP request has no visitor');
  return visitor;
}
