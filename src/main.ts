import 'reflect-metadata';
import { OpenHouse } from './access/authentication/open-house.guard.js';
import { createApp } from './app.setup.js';
import { ConfigurationError } from './config/configuration.error.js';
import { DatabaseSettings } from './config/database.settings.js';
import { readEnvironment } from './config/environment.js';
import { HttpSettings } from './config/http.settings.js';
import { Settings } from './config/settings.js';
import { DatabaseConnector } from './database/database-connector.js';
import { DataFolderInUseError, EmbeddedPostgres } from './database/embedded/embedded-postgres.js';
import { AppLogger } from './telemetry/app.logger.js';

const SIGNALS: NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];

/** Starts the database if it is ours, then the service, and ends them in the opposite order. */
async function main(): Promise<void> {
  // Heard from the first moment on: a signal that ended the process here would leave its database behind.
  const stopped = new Promise<NodeJS.Signals>((resolve) => {
    for (const signal of SIGNALS) process.once(signal, resolve);
  });
  const settings = new Settings(readEnvironment());
  const { url, dataDir, embeddedPort } = settings.get(DatabaseSettings);
  const embedded = url === undefined ? new EmbeddedPostgres(dataDir, embeddedPort) : undefined;
  const databaseUrl = url ?? (await embedded?.start()) ?? '';
  try {
    await serve(settings, databaseUrl, stopped);
  } finally {
    await embedded?.stop();
  }
}

/** Listens until a signal says stop, and finishes what it has. */
async function serve(settings: Settings, databaseUrl: string, stopped: Promise<NodeJS.Signals>): Promise<void> {
  const app = await createApp(settings, databaseUrl);
  const logger = app.get(AppLogger);
  const { host, port } = settings.get(HttpSettings);
  try {
    await app.init();
    await app.get(OpenHouse).assertMayStart();
    await app.listen(port, host);
    logger.log(`Sales Agent listens on ${await app.getUrl()}; try it at ${await app.getUrl()}/api/v1/docs`, 'Main');
    void app.get(OpenHouse).announce();
    logger.log(`${await Promise.race([stopped, app.get(DatabaseConnector).refused()])}: stopping`, 'Main');
  } finally {
    await app.close();
  }
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
