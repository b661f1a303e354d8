// Serves MCP to one client over stdin and stdout; whatever else there is to say goes to stderr. See docs/mcp.md.
import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { AuthenticationFailedError, MissingApiKeyError } from '../src/access/access.errors.js';
import { AppModule } from '../src/app.module.js';
import { ConfigurationError } from '../src/config/configuration.error.js';
import { DatabaseSettings } from '../src/config/database.settings.js';
import { readEnvironment } from '../src/config/environment.js';
import { Settings } from '../src/config/settings.js';
import { TelemetrySettings } from '../src/config/telemetry.settings.js';
import { DatabaseConnector } from '../src/database/database-connector.js';
import { EmbeddedPostgres } from '../src/database/embedded/embedded-postgres.js';
import { SalesAgentError } from '../src/errors/sales-agent.error.js';
import { StdioDoor } from '../src/mcp/stdio-door.service.js';
import { StopSignals } from '../src/stop-signals.js';
import { AppLogger } from '../src/telemetry/app.logger.js';

const STDERR = 2;
/** For what goes on in the background, the ledger and the database to end. */
const LONGEST_END_MS = 60_000;

/** Works on the database that the service uses, whether it runs just now or not. */
async function main(): Promise<void> {
  const hangUp = new AbortController();
  void new StopSignals().stop.then(() => {
    hangUp.abort();
  });
  const settings = new Settings(readEnvironment());
  const logger = new AppLogger(settings.get(TelemetrySettings), pino.destination(STDERR));
  Logger.overrideLogger(logger);
  const { url, dataDir, embeddedPort } = settings.get(DatabaseSettings);
  const embedded = url === undefined ? new EmbeddedPostgres(dataDir, embeddedPort) : undefined;
  try {
    await serve(settings, url ?? (await embedded?.join()) ?? '', logger, hangUp.signal);
  } finally {
    setTimeout(() => process.exit(1), LONGEST_END_MS).unref();
    await embedded?.stop();
  }
}

async function serve(settings: Settings, databaseUrl: string, logger: AppLogger, stop: AbortSignal): Promise<void> {
  const rooms = AppModule.for(settings, databaseUrl);
  const app = await NestFactory.createApplicationContext(rooms, { logger, abortOnError: false });
  try {
    const serving = app.get(StdioDoor).serve(process.stdin, process.stdout, stop);
    await Promise.race([serving, app.get(DatabaseConnector).refused()]);
  } finally {
    await app.close();
  }
}

/** What the user can mend is told in one line, since clients show what comes over stderr. */
function tell(error: unknown): void {
  if (error instanceof MissingApiKeyError) {
    console.error('MCP_API_KEY must be set, since this installation has API keys; docs/mcp.md tells where to set it.');
  } else if (error instanceof AuthenticationFailedError) {
    console.error('The API key in MCP_API_KEY is not valid: it is unknown, expired or revoked.');
  } else if (error instanceof SalesAgentError || error instanceof ConfigurationError) console.error(error.message);
  else console.error(error);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  tell(error);
  process.exit(1);
}
