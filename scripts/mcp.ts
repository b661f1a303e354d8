// Serves MCP to one client over stdin and stdout; whatever else there is to say goes to stderr. See docs/mcp.md.
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { AuthenticationFailedError, MissingApiKeyError } from '../src/access/access.errors.js';
import { AppModule } from '../src/app.module.js';
import type { Settings } from '../src/config/settings.js';
import { TelemetrySettings } from '../src/telemetry/telemetry.settings.js';
import { DatabaseConnector } from '../src/database/database-connector.js';
import { SalesAgentError } from '../src/errors/sales-agent.error.js';
import { GracefulShutdown } from '../src/lifecycle/graceful-shutdown.service.js';
import { StdioTransport } from '../src/mcp/stdio-transport.service.js';
import { exitAfter, runProcess, UserError, withDatabase } from '../src/cli/run-process.js';
import type { StopSignals } from '../src/lifecycle/stop-signals.js';
import { AppLogger } from '../src/telemetry/app.logger.js';

const STDERR = 2;

/** Works on the database that the service uses, whether it runs just now or not. */
async function main(settings: Settings, signals: StopSignals): Promise<void> {
  const logger = new AppLogger(settings.get(TelemetrySettings), pino.destination(STDERR));
  Logger.overrideLogger(logger);
  await withDatabase(settings, (databaseUrl) => serve(settings, databaseUrl, logger, signals), { isGuest: true });
}

/** Serves until the client hangs up, or a signal says stop. */
async function serve(settings: Settings, databaseUrl: string, logger: AppLogger, signals: StopSignals): Promise<void> {
  const rooms = AppModule.for(settings, databaseUrl);
  const app = await NestFactory.createApplicationContext(rooms, { logger, abortOnError: false });
  const stop = new AbortController();
  void signals.stop.then(() => {
    stop.abort();
  });
  void signals.stopAtOnce.then(() => {
    app.get(GracefulShutdown).forceShutdown();
  });
  try {
    const serving = app.get(StdioTransport).serve(process.stdin, process.stdout, stop.signal);
    await Promise.race([serving.catch(explain), app.get(DatabaseConnector).refused()]);
  } finally {
    exitAfter(settings);
    await app.close();
  }
}

/** Clients show their user what comes over stderr. */
function explain(error: unknown): never {
  if (error instanceof MissingApiKeyError) {
    throw new UserError(
      'MCP_API_KEY must be set, since this installation has API keys; docs/mcp.md tells where to set it.',
    );
  }
  if (error instanceof AuthenticationFailedError) {
    throw new UserError('The API key in MCP_API_KEY is not valid: it is unknown, expired or revoked.');
  }
  throw error instanceof SalesAgentError ? new UserError(error.message) : error;
}

await runProcess(main);
