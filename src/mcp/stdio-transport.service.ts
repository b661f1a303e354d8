import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { Injectable, Logger } from '@nestjs/common';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { Authenticator } from '../access/authentication/authenticator.service.js';
import { MessageReader } from './message-reader.service.js';
import { McpSettings } from './mcp.settings.js';
import { McpServers } from './mcp-servers.service.js';
import type { McpCaller } from './mcp-caller.js';
import { StdioWire } from './stdio-wire.js';

/** Speaks MCP with one client over a pair of streams, with the API key of the settings. */
@Injectable()
export class StdioTransport {
  private readonly logger = new Logger(StdioTransport.name);

  constructor(
    private readonly servers: McpServers,
    private readonly authenticator: Authenticator,
    private readonly settings: McpSettings,
    private readonly reader: MessageReader,
  ) {}

  /**
   * Serves until the client hangs up or `stop` is aborted; what is under way then is cancelled.
   * @throws MissingApiKeyError, AuthenticationFailedError, DatabaseConnectionError, DatabasePoolExhaustedError
   */
  async serve(input: Readable, output: Writable, stop: AbortSignal): Promise<void> {
    const { apiKey, tags } = this.settings;
    const mcpCaller: McpCaller = { identify: () => this.authenticator.identifyKey(apiKey), tags };
    const { name } = await mcpCaller.identify();
    this.logger.log(`Serves MCP over stdio, as ${apiKey === undefined ? 'the owner of this machine' : name}`);
    const wire = new StdioWire(input, output, this.reader);
    const stopped = stop.aborted ? undefined : once(stop, 'abort');
    const connection = serveStdio(() => this.servers.serverFor(mcpCaller), {
      transport: wire,
      onerror: (error) => {
        this.logger.debug({ err: error }, 'An MCP message was refused, or broke off');
      },
    });
    await Promise.race([wire.closed, stopped]);
    await connection.close();
  }
}
