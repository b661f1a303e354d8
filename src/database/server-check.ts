import pg from 'pg';
import { DatabaseClient } from './database-client.js';
import { ConfigurationError } from '../config/configuration.error.js';
import { sqlStateOf } from './database.errors.js';

/** SQLSTATEs of faults that do not go away by themselves, and what DATABASE_URL must do about them. */
const SETUP_FAULTS: Record<string, string> = {
  '28P01': 'must hold the password of its user; the server rejects this one',
  '28000': 'must name a user that pg_hba.conf accepts from this address, with or without TLS as it requires',
  '3D000': 'must name a database that exists on the server',
};
const NO_TLS = 'The server does not support SSL connections';

/**
 * Connects once, outside the pool.
 * @param signal aborts the attempt
 * @returns how many connections the server has for ordinary users
 * @throws ConfigurationError if DATABASE_URL can never work; otherwise the error of pg
 */
export async function checkServer(url: string, timeoutMs: number, signal: AbortSignal): Promise<number> {
  const client = openClient(url, timeoutMs);
  // The same failure rejects the promise; an unhandled 'error' event would end the process.
  client.on('error', () => undefined);
  const abort = () => client.connection.stream.destroy();
  signal.addEventListener('abort', abort);
  try {
    await client.connect();
    const { rows } = await client.query<{ available: number }>(
      `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS available`,
    );
    return rows[0]?.available ?? 0;
  } catch (error) {
    throw toSetupError(error) ?? error;
  } finally {
    signal.removeEventListener('abort', abort);
    await client.end().catch(() => undefined);
  }
}

function openClient(connectionString: string, timeoutMs: number): pg.Client {
  try {
    return new DatabaseClient({
      connectionString,
      application_name: 'sales-agent',
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
    });
  } catch (error) {
    throw new ConfigurationError(['DATABASE_URL must be a valid postgresql:// connection string'], {
      cause: error,
    });
  }
}

function toSetupError(error: unknown): ConfigurationError | undefined {
  const state = sqlStateOf(error) ?? '';
  const advice =
    (error as Error).message === NO_TLS
      ? 'must not require TLS, which the server does not support'
      : SETUP_FAULTS[state];
  return advice === undefined ? undefined : new ConfigurationError([`DATABASE_URL ${advice}`], { cause: error });
}
