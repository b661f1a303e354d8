import type pg from 'pg';
import { clientConfig } from '../client-config.js';
import { DatabaseClient } from '../database-client.js';
import { isConnectionFault, sqlStateOf, toDatabaseError } from '../database.errors.js';
import type { DatabaseSettings } from '../database.settings.js';
import { toRefusal } from '../setup-faults.js';
import { BackupError } from './backup.errors.js';

/** By which the server lists our connections. */
export const BACKUP_NAME = 'sales-agent backup';

/**
 * Runs `work` over a connection of its own. Its results are not read by turns: the process does nothing else, and they are
 * only passed on.
 * @throws DatabaseConnectionError or ConfigurationError if it cannot be opened; BackupError for what the server refuses
 */
export async function withClient<Result>(
  url: string,
  settings: DatabaseSettings,
  work: (client: pg.Client) => Promise<Result>,
): Promise<Result> {
  const client = new DatabaseClient({
    ...clientConfig(url, settings),
    application_name: BACKUP_NAME,
    connectionTimeoutMillis: settings.connectTimeoutSeconds * 1_000,
    isPaced: false,
  });
  // What is under way fails with the same error; an unhandled 'error' event would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw toFailure(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** An operator reads it, and can do something about a missing right, a full disk or a lost connection. */
function toFailure(error: unknown): unknown {
  const state = sqlStateOf(error);
  const { syscall, message } = error as NodeJS.ErrnoException;
  const isLost = syscall !== undefined || message.startsWith('Connection terminated');
  if (state === undefined && !isLost) return error;
  const refused = new BackupError(`The database refused it: ${message} (${state}).`, { cause: error });
  return toRefusal(error) ?? (isConnectionFault(error) ? toDatabaseError(error) : refused);
}

/** Begins a transaction that may take as long as it needs, whose values do not depend on settings of server or role. */
export async function beginUnlimited(client: pg.Client, mode: string): Promise<void> {
  await client.query(`BEGIN ${mode}`);
  await client.query(`
    SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = '10s';
    SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO, YMD'; SET LOCAL intervalstyle = 'postgres';
    SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL client_encoding = 'UTF8'`);
}
