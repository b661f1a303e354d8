import { ConfigurationError } from '../config/configuration.error.js';
import { isConnectionFault, sqlStateOf } from './database.errors.js';

/** The database cannot be used until an operator changes it; the message is one line that says what to do. */
export class DatabaseSetupError extends Error {}

/** SQLSTATEs of refused connections that no retry mends, and what DATABASE_URL must do about them. */
const REFUSALS: Record<string, string> = {
  '28P01': 'must hold the password of its user, with special characters escaped; the server rejects this one',
  '28000': 'must name a user that pg_hba.conf accepts from this address, with or without TLS as it requires',
  '3D000': 'must name a database that exists on the server',
  '42501': 'must name a user that may connect to its database',
};
const NO_TLS = 'The server does not support SSL connections';
/** Error codes of Node.js for certificates. */
const CERTIFICATE_FAULT = /^(CERT_|ERR_TLS_CERT_|UNABLE_TO_(GET_ISSUER|VERIFY)|(DEPTH_ZERO_)?SELF_SIGNED_|HOSTNAME_)/;

/** What an operator does about a failed migration, by SQLSTATE; `42501` is a missing right. */
const MIGRATION_ADVICE: Record<string, string> = {
  '42501':
    'grant the right to the user of DATABASE_URL (GRANT CREATE ON SCHEMA public TO ...), or run "npx sales-agent migrate run" once ' +
    'as its owner',
  '25006': 'DATABASE_URL must lead to a server that accepts writes, since migrations are pending',
  '42P07': 'another application uses this name; give Sales Agent a database of its own',
  '42710': 'another application uses this name; give Sales Agent a database of its own',
  '42704': 'the server must be built with ICU, as packages of PostgreSQL are',
  '0A000': "install PostgreSQL's contrib package on the server",
  '58P01': "install PostgreSQL's contrib package on the server",
};
/** Classes of SQLSTATEs that another attempt may not meet: rollbacks, resources, locks, operators, system errors. */
const TRANSIENT = /^(40|53|55|57|58030|XX)/;

/** A failed connection that will fail in the same way until an operator acts; `undefined` for all others. */
export function toRefusal(error: unknown): ConfigurationError | undefined {
  const { code, message, syscall, path } = error as NodeJS.ErrnoException;
  if (typeof code === 'string' && CERTIFICATE_FAULT.test(code)) {
    const advice =
      `DB_SSL_CA must be the file of the authority that signed the server's certificate, which is not trusted (${code}); ` +
      'or DB_SSL must be "require", which encrypts and trusts any certificate';
    return new ConfigurationError([advice], { cause: error });
  }
  if (message === NO_TLS) {
    return new ConfigurationError(['DATABASE_URL and DB_SSL must not require TLS, which the server does not support'], {
      cause: error,
    });
  }
  // Before the connection: the driver reads what DATABASE_URL says of certificates.
  if (syscall === 'open') {
    return new ConfigurationError([`DATABASE_URL must name files that the service can read; it cannot read ${path}`], {
      cause: error,
    });
  }
  const advice = REFUSALS[sqlStateOf(error) ?? ''];
  return advice === undefined ? undefined : new ConfigurationError([`DATABASE_URL ${advice}`], { cause: error });
}

/** A failed migration that will fail in the same way until an operator acts; `undefined` for all others. */
export function toMigrationFault(error: unknown): DatabaseSetupError | undefined {
  const state = sqlStateOf(error);
  if (state === undefined || isConnectionFault(error) || TRANSIENT.test(state)) return undefined;
  const [reason] = (error as Error).message.split('\n');
  const advice = MIGRATION_ADVICE[state] ?? 'the database differs from what this version expects; restore a backup';
  return new DatabaseSetupError(`A migration of the database failed: ${reason}; ${advice}.`, { cause: error });
}
