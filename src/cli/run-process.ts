import { type INestApplicationContext, Logger } from '@nestjs/common';
import { loadSettings } from '../app.settings.js';
import { ConfigurationError } from '../config/configuration.error.js';
import { readEnvironment } from '../config/environment.js';
import type { Settings } from '../config/settings.js';
import { BackupError } from '../database/backup/backup.errors.js';
import { DatabaseConnector } from '../database/database-connector.js';
import { DatabaseSettings } from '../database/database.settings.js';
import { DataFolderError, ServerStartError } from '../database/embedded/data-folder.errors.js';
import { EmbeddedPostgres } from '../database/embedded/embedded-postgres.js';
import { DatabaseSetupError } from '../database/setup-faults.js';
import { SalesAgentError } from '../errors/sales-agent.error.js';
import { GracefulShutdown } from '../lifecycle/graceful-shutdown.service.js';
import { OperationsSettings } from '../lifecycle/operations.settings.js';
import { StopSignals } from '../lifecycle/stop-signals.js';
import { UserError } from './cli.errors.js';

/** What every command starts with. */
export interface CommandProcess {
  readonly settings: Settings;
  readonly signals: StopSignals;
}

/** For the ledger, the database and the embedded server to end, once requests have. */
const OVERTIME_MS = 9_000;
/** For everything to end after a second signal. */
const FORCED_MS = 4_000;

/**
 * The start path of every command: listens to signals, reads the settings, runs `command`, and ends the process.
 * Exit codes: 0 when it is done or was stopped, 1 when it failed, or the `process.exitCode` that `command` sets.
 */
export async function runProcess(command: (running: CommandProcess) => Promise<void>): Promise<never> {
  try {
    // Before anything else: a signal that ended the process here would leave an embedded database running.
    const signals = new StopSignals();
    const settings = loadSettings(readEnvironment());
    void signals.stop.then(() => {
      exitAfter(settings);
    });
    void signals.stopAtOnce.then(() => {
      exitWithin(FORCED_MS);
    });
    await command({ settings, signals });
    process.exit(process.exitCode ?? 0);
  } catch (error) {
    report(error);
    process.exit(1);
  }
}

/**
 * Starts the embedded database unless DATABASE_URL names another, runs `work`, and stops what it started.
 * @param isShared whether other processes may use the embedded database on the same data folder
 */
export async function withDatabase(
  { settings }: CommandProcess,
  work: (url: string) => Promise<void>,
  { isShared = false } = {},
): Promise<void> {
  const { url, dataDir, embeddedPort, embeddedLogKib } = settings.get(DatabaseSettings);
  if (url !== undefined) return work(url);
  const embedded = new EmbeddedPostgres(dataDir, embeddedPort, embeddedLogKib * 1_024);
  const ownUrl = await embedded.start({ isShared });
  try {
    await work(ownUrl);
  } finally {
    await embedded.stop();
  }
}

/**
 * Runs `work` with an application on the database of `withDatabase`, and closes it. A second signal forces it to shut down.
 * @throws ConfigurationError or DatabaseSetupError as soon as it is clear that an operator must act
 */
export function withApp<App extends INestApplicationContext>(
  running: CommandProcess,
  create: (databaseUrl: string) => Promise<App>,
  work: (app: App) => Promise<void>,
  options?: { isShared: boolean },
): Promise<void> {
  const { settings, signals } = running;
  const run = async (databaseUrl: string) => {
    const app = await create(databaseUrl);
    warnOfUnknownKeys(settings);
    void signals.stopAtOnce.then((signal) => {
      Logger.warn(`${signal} again: stopping at once`, 'Main');
      app.get(GracefulShutdown).forceShutdown();
    });
    try {
      await Promise.race([work(app), app.get(DatabaseConnector).refused()]);
    } finally {
      exitAfter(settings);
      await app.close();
    }
  };
  return withDatabase(running, run, options);
}

function warnOfUnknownKeys(settings: Settings): void {
  const keys = settings.unknownKeys();
  if (keys.length === 0) return;
  const names = keys.map(({ key, meant }) => (meant === undefined ? key : `${key} (${meant}?)`));
  Logger.warn(`No setting has these names, so they are ignored: ${names.join(', ')}`, 'Main');
}

/**
 * Waits for `work`, or for a signal.
 * @throws UserError on a signal
 */
export function abortOnSignal<Result>({ signals }: CommandProcess, work: Promise<Result>): Promise<Result> {
  const stopped = signals.stop.then((signal): never => {
    throw new UserError(`${signal}: stopped before it was done`);
  });
  return Promise.race([work, stopped]);
}

/** Gives the process as long as a graceful shutdown may take by `settings`, and no longer. */
function exitAfter(settings: Settings): void {
  const { shutdownDelaySeconds, shutdownTimeoutSeconds } = settings.get(OperationsSettings);
  exitWithin((shutdownDelaySeconds + shutdownTimeoutSeconds) * 1_000 + OVERTIME_MS);
}

/** Something may still hang by then, such as a connection to a database that does not answer. */
function exitWithin(ms: number): void {
  setTimeout(() => {
    console.error('Shutdown timed out; exiting.');
    process.exit(0);
  }, ms);
}

/** Prints why a command failed, in one line if its user can mend it. */
function report(error: unknown): void {
  console.error(isForUser(error) ? (error as Error).message : error);
}

function isForUser(error: unknown): boolean {
  if (error instanceof SalesAgentError) return error.kind !== 'internal';
  return [UserError, ConfigurationError, DataFolderError, ServerStartError, DatabaseSetupError, BackupError].some(
    (kind) => error instanceof kind,
  );
}
