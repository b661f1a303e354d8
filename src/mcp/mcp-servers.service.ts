import {
  type McpServer,
  type ServerOptions,
  type StandardSchemaWithJSON,
  type Tool,
} from '@modelcontextprotocol/server';
import { Inject, Injectable, type Type } from '@nestjs/common';
import { type Caller, hasScope } from '../access/caller.js';
import { VERSION } from '../config/version.js';
import { dtoSchema, requestSchema, responseSchema } from '../validation/dto-schema.js';
import { GuardedServer } from './guarded-server.js';
import { ResourceReader } from './resource-reader.service.js';
import { offerPrompts } from './mcp.prompts.js';
import { offerResources } from './mcp.resources.js';
import type { McpTool } from './tools/mcp.tool.js';
import { ToolRunner } from './tools/tool-runner.service.js';
import { UNTRUSTED } from './tools/untrusted.js';
import type { McpCaller } from './mcp-caller.js';

/** All tools, in the order in which they are listed. */
export const MCP_TOOLS = Symbol('MCP tools');

const INFO = { name: 'sales-agent', title: 'Sales Agent', version: VERSION };

const INSTRUCTIONS =
  'Sales leads: find them with search_leads, read one with get_lead, score one with qualify_lead. A failed call has ' +
  `error_code and next_step. ${UNTRUSTED}`;

/** Lists never change while the service runs, so clients need not read them again. */
const FIXED = { listChanged: false };

const OPTIONS: ServerOptions = {
  instructions: INSTRUCTIONS,
  capabilities: { tools: FIXED, resources: FIXED, prompts: FIXED },
};

type OfferedTool = ReturnType<typeof offer>;

/** Makes the server that a caller talks to: one for each request of HTTP, one for each connection of stdio. */
@Injectable()
export class McpServers {
  private readonly offered: OfferedTool[];

  constructor(
    @Inject(MCP_TOOLS) tools: McpTool[],
    private readonly runner: ToolRunner,
    private readonly reader: ResourceReader,
  ) {
    this.offered = tools.map(offer);
  }

  /**
   * All tools can be called, so that one that the key does not allow says so; those that it allows are listed.
   * @throws MissingApiKeyError, AuthenticationFailedError, DatabaseConnectionError, DatabasePoolExhaustedError
   */
  async serverFor(mcpCaller: McpCaller): Promise<McpServer> {
    const caller = await mcpCaller.identify();
    const server = new GuardedServer(INFO, OPTIONS);
    for (const { tool, announcement } of this.offered) {
      server.registerTool(tool.name, announcement, (input, context) =>
        this.runner.run(tool, input, mcpCaller, context),
      );
    }
    this.listAllowed(server, caller);
    if (hasScope(caller, ResourceReader.scope)) offerResources(server, this.reader, mcpCaller);
    offerPrompts(server, this.reader, mcpCaller, caller);
    return server;
  }

  /** A server for one call of one of the tools; none if the caller wants anything else. */
  serverForCall(mcpCaller: McpCaller): McpServer | undefined {
    const called = this.offered.find(({ tool }) => tool.name === mcpCaller.calledTool);
    if (called === undefined) return undefined;
    const server = new GuardedServer(INFO, OPTIONS);
    server.server.setRequestHandler('tools/call', ({ params }, context) =>
      this.runner.run(called.tool, params.arguments, mcpCaller, context),
    );
    return server;
  }

  private listAllowed(server: McpServer, caller: Caller): void {
    const allowed = this.offered.filter(({ tool }) => hasScope(caller, tool.scope));
    if (allowed.length === this.offered.length) return;
    const tools = allowed.map(({ listed }) => listed);
    server.server.setRequestHandler('tools/list', () => ({ tools }));
  }
}

/** A tool, as the SDK announces it to clients, and as it is listed. */
function offer(tool: McpTool) {
  const { name, title, description, hints, input, output } = tool;
  const shared = { title, description, annotations: { ...hints } };
  const listed: Tool = {
    name,
    ...shared,
    inputSchema: requestSchema(input) as Tool['inputSchema'],
    outputSchema: responseSchema(output),
  };
  return { tool, announcement: { ...shared, inputSchema: announced(input), outputSchema: announced(output) }, listed };
}

/**
 * The schema of a DTO as the SDK announces it. The SDK validates nothing by it: its messages would reach the client
 * without a code and without a limit, and `ToolRunner` validates anyway.
 */
function announced(type: Type<object>): StandardSchemaWithJSON {
  return { '~standard': { ...dtoSchema(type)['~standard'], validate: (value) => ({ value }) } };
}
