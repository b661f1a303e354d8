import { serveStdio, StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { Injectable, Logger } from '@nestjs/common';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { AccessControl } from '../access/authentication/access-control.guard.js';
import { McpSettings } from '../config/mcp.settings.js';
import { uuidV7 } from '../http/uuid-v7.js';
import { McpServers } from './mcp-servers.service.js';
import type { Visitor } from './visitor.js';

/** Speaks MCP with one client over a pair of streams, on behalf of whoever holds the key of the settings. */
@Injectable()
export class StdioDoor {
  private readonly logger = new Logger(StdioDoor.name);

  constructor(
    private readonly servers: McpServers,
    private readonly control: AccessControl,
    private readonly settings: McpSettings,
  ) {}

  /**
   * Serves until the client hangs up or `stop` is aborted; what is under way then is cancelled.
   * @throws MissingApiKeyError, AuthenticationFailedError, DatabaseConnectionError, DatabasePoolExhaustedError
   */
  async serve(input: Readable, output: Writable, stop: AbortSignal): Promise<void> {
    const { apiKey } = this.settings;
    const visitor: Visitor = { identify: () => this.control.identifyHolder(apiKey), callId: uuidV7 };
    const { name } = await visitor.identify();
    this.logger.log(`Serves MCP over stdio, as ${apiKey === undefined ? 'the owner of this machine' : name}`);
    const hungUp = Promise.race([ended(input, 'end'), ended(input, 'close'), ended(output, 'error')]);
    const stopped = stop.aborted ? undefined : once(stop, 'abort');
    const connection = serveStdio(() => this.servers.serverFor(visitor), {
      transport: new StdioServerTransport(input, output),
      onerror: (error) => {
        this.logger.debug({ err: error }, 'An MCP message was refused, or broke off');
      },
    });
    await Promise.race([hungUp, stopped]);
    await connection.close();
  }
}

function ended(stream: Readable | Writable, event: 'end' | 'close' | 'error'): Promise<void> {
  return new Promise((resolve) => {
    stream.once(event, () => {
      resolve();
    });
  });
}
