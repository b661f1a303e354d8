import { type INestApplicationContext, Logger } from '@nestjs/common';
import { AuthenticationFailedError, MissingApiKeyError } from '../access/access.errors.js';
import { StdioTransport } from '../mcp/stdio-transport.service.js';
import { AppLogger } from '../telemetry/app.logger.js';
import { logDestination, STDERR } from '../telemetry/log-destination.js';
import { TelemetrySettings } from '../telemetry/telemetry.settings.js';
import { createAppContext } from './app-context.js';
import { UserError } from './cli.errors.js';
import { runProcess, withApp } from './run-process.js';

/** Serves MCP to one client over stdin and stdout until it disconnects or a signal stops it. Logs go to stderr. */
export function mcp(): Promise<void> {
  return runProcess(async (running) => {
    const { settings, signals } = running;
    const telemetry = settings.get(TelemetrySettings);
    const logger = new AppLogger(telemetry, await logDestination(telemetry, STDERR));
    Logger.overrideLogger(logger);
    const stop = new AbortController();
    void signals.stop.then(() => {
      stop.abort();
    });
    const create = (databaseUrl: string) => createAppContext(settings, databaseUrl, logger);
    const work = (app: INestApplicationContext) =>
      app.get(StdioTransport).serve(process.stdin, process.stdout, stop.signal).catch(nameTheSetting);
    await withApp(running, create, work, { isShared: true });
  });
}

/** Clients show their user what comes over stderr. */
function nameTheSetting(error: unknown): never {
  if (error instanceof MissingApiKeyError) {
    throw new UserError('MCP_API_KEY must be set, because API keys exist here. docs/mcp.md says where to set it.');
  }
  if (error instanceof AuthenticationFailedError) {
    throw new UserError('The API key in MCP_API_KEY is not valid: it is unknown, expired or revoked.');
  }
  throw error;
}
