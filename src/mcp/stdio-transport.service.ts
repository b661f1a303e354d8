import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { Injectable, Logger } from '@nestjs/common';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { Authenticator } from '../access/authentication/authenticator.service.js';
import { McpSettings } from './mcp.settings.js';
import { McpServers } from './mcp-servers.service.js';
import type { McpCaller } from './mcp-caller.js';

/** Speaks MCP with one client over a pair of streams, with the API key of the settings. */
@Injectable()
export class StdioTransport {
  private readonly logger = new Logger(StdioTransport.name);

  constructor(
    private readonly servers: McpServers,
    private readonly authenticator: Authenticator,
    private readonly settings: McpSettings,
  ) {}

  /**
   * Serves until the client hangs up or `stop` is aborted; what is under way then is cancelled.
   * @throws MissingApiKeyError, AuthenticationFailedError, DatabaseConnectionError, DatabasePoolExhaustedError
   */
  async serve(input: Readable, output: Writable, stop: AbortSignal): Promise<void> {
    const { apiKey } = this.settings;
    const mcpCaller: McpCaller = { identify: () => this.authenticator.identifyKey(apiKey) };
    const { name } = await mcpCaller.identify();
    this.logger.log(`Serves MCP over stdio, as ${apiKey === undefined ? 'the owner of this machine' : name}`);
    const wire = new Wire(input, output);
    const stopped = stop.aborted ? undefined : once(stop, 'abort');
    const connection = serveStdio(() => this.servers.serverFor(mcpCaller), {
      transport: wire,
      onerror: (error) => {
        this.logger.debug({ err: error }, 'An MCP message was refused, or broke off');
      },
    });
    await Promise.race([wire.closed, stopped]);
    if (!stop.aborted && input.readable && output.writable) {
      this.logger.error('The connection ends: a message was larger than 10 MB');
    }
    await connection.close();
  }
}

/** Tells when it closed: where either stream ends, and where a message is too large, after which it hears no other. */
class Wire extends StdioServerTransport {
  private readonly end = Promise.withResolvers<undefined>();
  readonly closed = this.end.promise;

  override async close(): Promise<void> {
    await super.close();
    this.end.resolve(undefined);
  }
}
