import { ConfigurationError } from '../config/configuration.error.js';
import { DatabaseSettings } from '../database/database.settings.js';
import { readEnvironment } from '../config/environment.js';
import { OperationsSettings } from '../lifecycle/operations.settings.js';
import { loadSettings } from '../app.settings.js';
import type { Settings } from '../config/settings.js';
import { DataFolderInUseError, EmbeddedPostgres } from '../database/embedded/embedded-postgres.js';
import { StopSignals } from '../lifecycle/stop-signals.js';

/** What whoever started the process can mend; it is told in one line. */
export class UserError extends Error {}

const TOLD_IN_ONE_LINE = [UserError, ConfigurationError, DataFolderInUseError];
/** For the ledger, the database and the embedded server to end, once requests have. */
const OVERTIME_MS = 9_000;
/** For everything to end, where an operator has no patience. */
const HURRIED_MS = 4_000;

/** Does `work` until it is done, and ends the process: with code 0, or, telling why, with code 1. */
export async function runProcess(work: (settings: Settings, signals: StopSignals) => Promise<void>): Promise<never> {
  try {
    // Heard from the first moment on: a signal that ended the process here would leave its database behind.
    const signals = new StopSignals();
    const settings = loadSettings(readEnvironment());
    void signals.stop.then(() => {
      exitAfter(settings);
    });
    void signals.stopAtOnce.then(() => {
      endWithin(HURRIED_MS);
    });
    await work(settings, signals);
    process.exit(0);
  } catch (error) {
    tell(error);
    process.exit(1);
  }
}

/**
 * Starts the database if it is ours, does `work` with it, and stops it.
 * @param isGuest whether it may be shared with the service, and others of the kind, on the same data folder
 */
export async function withDatabase(
  settings: Settings,
  work: (url: string) => Promise<void>,
  { isGuest = false } = {},
): Promise<void> {
  const { url, dataDir, embeddedPort } = settings.get(DatabaseSettings);
  if (url !== undefined) {
    await work(url);
    return;
  }
  const embedded = new EmbeddedPostgres(dataDir, embeddedPort);
  const ownUrl = await (isGuest ? embedded.join() : embedded.start());
  try {
    await work(ownUrl);
  } finally {
    await embedded.stop();
  }
}

/** From here on the process has as long as the end of everything may take by `settings`, and no longer. */
export function exitAfter(settings: Settings): void {
  const { shutdownDelaySeconds, shutdownTimeoutSeconds } = settings.get(OperationsSettings);
  endWithin((shutdownDelaySeconds + shutdownTimeoutSeconds) * 1_000 + OVERTIME_MS);
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
  else if (TOLD_IN_ONE_LINE.some((kind) => error instanceof kind)) console.error(message);
  else console.error(error);
}
