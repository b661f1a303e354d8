import { ConfigurationError } from '../config/configuration.error.js';
import { DatabaseClient } from './database-client.js';
import { toRefusal } from './setup-faults.js';

const OLDEST_VERSION = 15;
const ENCODING = 'UTF8';

interface ServerFacts {
  available: number;
  version: number;
  encoding: string;
}

const FACTS = `
  SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS available,
    current_setting('server_version_num')::int / 10000 AS version,
    (SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()) AS encoding`;

/**
 * Connects once, outside the pool.
 * @param signal aborts the attempt
 * @returns how many connections the server has for ordinary users
 * @throws ConfigurationError if DATABASE_URL can never work; otherwise the error of pg
 */
export async function checkServer(
  config: { connectionString: string },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<number> {
  const client = createClient(config, timeoutMs);
  // The same failure rejects the promise; an unhandled 'error' event would end the process.
  client.on('error', () => undefined);
  const abort = () => client.connection.stream.destroy();
  signal.addEventListener('abort', abort);
  try {
    await client.connect();
    const { rows } = await client.query<ServerFacts>(FACTS);
    return checkFacts(rows[0]);
  } catch (error) {
    throw toRefusal(error) ?? error;
  } finally {
    signal.removeEventListener('abort', abort);
    await client.end().catch(() => undefined);
  }
}

/** @throws ConfigurationError if DATABASE_URL names a file that cannot be read */
function createClient(config: { connectionString: string }, timeoutMs: number): DatabaseClient {
  const limits = { connectionTimeoutMillis: timeoutMs, query_timeout: timeoutMs };
  try {
    return new DatabaseClient({ ...config, application_name: 'sales-agent', ...limits });
  } catch (error) {
    throw toRefusal(error) ?? error;
  }
}

/** @throws ConfigurationError */
function checkFacts(facts: ServerFacts | undefined): number {
  if (facts === undefined) throw new Error('The server did not answer what it is');
  const { available, version, encoding } = facts;
  if (version < OLDEST_VERSION) {
    const rule = `must lead to PostgreSQL ${OLDEST_VERSION} or newer; this server is ${version}`;
    throw new ConfigurationError([`DATABASE_URL ${rule}`]);
  }
  if (encoding !== ENCODING) {
    const rule = `must name a database with the encoding ${ENCODING}; this one has ${encoding}`;
    throw new ConfigurationError([`DATABASE_URL ${rule} (CREATE DATABASE ... ENCODING 'UTF8' TEMPLATE template0)`]);
  }
  return available;
}
