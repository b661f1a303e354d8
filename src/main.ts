import 'reflect-metadata';
import { OpenHouse } from './access/authentication/open-house.guard.js';
import { createApp } from './app.setup.js';
import { ConfigurationError } from './config/configuration.error.js';
import { DatabaseSettings } from './config/database.settings.js';
import { readEnvironment } from './config/environment.js';
import { HttpSettings } from './config/http.settings.js';
import { OperationsSettings } from './config/operations.settings.js';
import { Settings } from './config/settings.js';
import { DatabaseConnector } from './database/database-connector.js';
import { DataFolderInUseError, EmbeddedPostgres } from './database/embedded/embedded-postgres.js';
import { GracefulShutdown } from './http/shutdown/graceful-shutdown.service.js';
import { StopSignals } from './stop-signals.js';
import { AppLogger } from './telemetry/app.logger.js';

/** For the ledger, the database and the embedded server to end, once requests have. */
const OVERTIME_MS = 9_000;
/** For everything to end, where an operator has no patience. */
const HURRIED_MS = 4_000;

/** Starts the database if it is ours, then the service, and ends them in the opposite order. */
async function main(): Promise<void> {
  // Heard from the first moment on: a signal that ended the process here would leave its database behind.
  const signals = new StopSignals();
  const settings = new Settings(readEnvironment());
  void signals.stop.then(() => {
    endWithin(longestEndMs(settings.get(OperationsSettings)));
  });
  void signals.stopAtOnce.then(() => {
    endWithin(HURRIED_MS);
  });
  const { url, dataDir, embeddedPort } = settings.get(DatabaseSettings);
  const embedded = url === undefined ? new EmbeddedPostgres(dataDir, embeddedPort) : undefined;
  const databaseUrl = url ?? (await embedded?.start()) ?? '';
  try {
    await serve(settings, databaseUrl, signals);
  } finally {
    await embedded?.stop();
  }
}

/** Listens until a signal says stop, and finishes what it has. */
async function serve(settings: Settings, databaseUrl: string, signals: StopSignals): Promise<void> {
  const app = await createApp(settings, databaseUrl);
  const logger = app.get(AppLogger);
  const { host, port } = settings.get(HttpSettings);
  try {
    await app.init();
    await app.get(OpenHouse).assertMayStart();
    await app.listen(port, host);
    logger.log(`Sales Agent listens on ${await app.getUrl()}; try it at ${await app.getUrl()}/api/v1/docs`, 'Main');
    void app.get(OpenHouse).announce();
    void signals.stopAtOnce.then((signal) => {
      logger.warn(`${signal} again: stopping at once`, 'Main');
      app.get(GracefulShutdown).hurry();
    });
    logger.log(`${await Promise.race([signals.stop, app.get(DatabaseConnector).refused()])}: stopping`, 'Main');
  } finally {
    await app.close();
  }
}

function longestEndMs({ shutdownDelaySeconds, shutdownTimeoutSeconds }: OperationsSettings): number {
  return (shutdownDelaySeconds + shutdownTimeoutSeconds) * 1_000 + OVERTIME_MS;
}

/** Whatever still waits by then, such as a connection to a database that hangs, is not worth a process that never ends. */
function endWithin(ms: number): void {
  setTimeout(() => {
    console.error('The service was told to stop and does not get done; it ends now');
    process.exit(0);
  }, ms);
}

/** Faults that an operator can mend are told in one line, without a stack. */
function tell(error: unknown): void {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') console.error('PORT is taken by another process; stop it, or set PORT to a free one.');
  else if (error instanceof ConfigurationError || error instanceof DataFolderInUseError) console.error(message);
  else console.error(error);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  tell(error);
  process.exit(1);
}
