import pg from 'pg';
import { ConfigurationError } from '../config/configuration.error.js';
import { sqlStateOf } from './database.errors.js';

/** Faults that time does not mend, each with what has to be done; the rest of the sentence is DATABASE_URL. */
const SETUP_FAULTS: Record<string, string> = {
  '28P01': 'must hold the password of its user; the server refuses this one',
  '28000': 'must name a user whom the server lets in from here, and with or without TLS as it asks for',
  '3D000': 'must name a database that exists on the server',
};
const NO_TLS = 'The server does not support SSL connections';

/**
 * Connects once, apart from any pool.
 * @param signal gives it up
 * @returns how many connections the server has for users like this one
 * @throws ConfigurationError where no time will make DATABASE_URL work; whatever pg throws where it may
 */
export async function checkServer(url: string, timeoutMs: number, signal: AbortSignal): Promise<number> {
  const client = openClient(url, timeoutMs);
  // The same failure rejects the promise; unheard, the event would end the process.
  client.on('error', () => undefined);
  const giveUp = () => client.connection.stream.destroy();
  signal.addEventListener('abort', giveUp);
  try {
    await client.connect();
    const { rows } = await client.query<{ room: number }>(
      `SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS room`,
    );
    return rows[0]?.room ?? 0;
  } catch (error) {
    throw toSetupError(error) ?? error;
  } finally {
    signal.removeEventListener('abort', giveUp);
    await client.end().catch(() => undefined);
  }
}

function openClient(connectionString: string, timeoutMs: number): pg.Client {
  try {
    return new pg.Client({
      connectionString,
      application_name: 'sales-agent',
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
    });
  } catch (error) {
    throw new ConfigurationError(['DATABASE_URL must be a postgresql:// connection string whose parts can be read'], {
      cause: error,
    });
  }
}

function toSetupError(error: unknown): ConfigurationError | undefined {
  const state = sqlStateOf(error) ?? '';
  const advice =
    (error as Error).message === NO_TLS ? 'must not ask for TLS, which the server has not' : SETUP_FAULTS[state];
  return advice === undefined ? undefined : new ConfigurationError([`DATABASE_URL ${advice}`], { cause: error });
}
