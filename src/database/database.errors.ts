import { SalesAgentError } from '../errors/sales-agent.error.js';

/** Seconds after which a caller may try again while the database is away. */
const RETRY_AFTER_SECONDS = 2;
/** The same where an operator must act first. */
const OPERATOR_RETRY_AFTER_SECONDS = 30;

export const TOO_MANY_CONNECTIONS = '53300';
const OUT_OF_RESOURCES = '53';
const READ_ONLY = '25006';
/** SQLSTATEs of what took longer than the server allows: a statement, its wait for a lock, its transaction. */
const TIME_OUTS = ['57014', '55P03', '25P04'];

export class DatabaseConnectionError extends SalesAgentError {
  static readonly errorCode = 'DATABASE_CONNECTION_ERROR';
  static readonly kind = 'unavailable';
  static readonly meaning = 'The database cannot be reached, or waits for migrations.';

  constructor(cause?: unknown, message = 'The database cannot be reached; try again') {
    super(message, {}, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}

export class DatabasePoolExhaustedError extends SalesAgentError {
  static readonly errorCode = 'DATABASE_POOL_EXHAUSTED';
  static readonly kind = 'unavailable';
  static readonly meaning = 'Every database connection stayed busy for as long as a request may wait.';

  constructor(cause?: unknown) {
    super('All database connections are busy; try again', {}, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}

export class DatabaseQueryError extends SalesAgentError {
  static readonly errorCode = 'DATABASE_QUERY_ERROR';
  static readonly kind = 'internal';
  static readonly meaning = 'The database rejected a statement; the log has the details.';

  constructor(cause: unknown) {
    super('The database rejected a statement; the log has the details under the request id', {}, { cause });
  }
}

/** A prepared statement was not run: the server does not have it any more, or not for these columns. Run it again. */
export class StalePlanError extends DatabaseQueryError {}

/** The server is read-only, as during a failover; nothing was stored. */
export class DatabaseReadOnlyError extends SalesAgentError {
  static readonly errorCode = 'DATABASE_READ_ONLY';
  static readonly kind = 'unavailable';
  static readonly meaning = 'The database is read-only at the moment; nothing was stored.';

  constructor(cause?: unknown) {
    super('The database is read-only at the moment; try again', {}, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}

/** A full disk or too little memory at the server; nothing was stored. */
export class DatabaseOutOfResourcesError extends SalesAgentError {
  static readonly errorCode = 'DATABASE_OUT_OF_RESOURCES';
  static readonly kind = 'unavailable';
  static readonly meaning = 'The database has no disk space or memory left; nothing was stored.';

  constructor(cause?: unknown) {
    super(
      'The database has no disk space or memory left',
      {},
      { cause, retryAfterSeconds: OPERATOR_RETRY_AFTER_SECONDS },
    );
  }
}

/** The server cancelled a statement at a time-out; nothing was stored. */
export class DatabaseTimeoutError extends SalesAgentError {
  static readonly errorCode = 'DATABASE_TIMEOUT';
  static readonly kind = 'upstream_timeout';
  static readonly meaning = 'The database did not finish in time; nothing was stored.';

  constructor(cause?: unknown) {
    super('The database did not finish in time', {}, { cause });
  }
}

/** A constraint rejected a row. Repositories translate it into a domain error; otherwise it is a bug of ours. */
export class ConstraintViolationError extends DatabaseQueryError {
  constructor(
    readonly constraint: string,
    cause: unknown,
  ) {
    super(cause);
  }
}

/** SQLSTATEs of a violated foreign key, unique constraint and check. */
const CONSTRAINT_VIOLATIONS = ['23503', '23505', '23514'];

/** Translates an error of pg or TypeORM by its SQLSTATE; domain errors pass unchanged. */
export function toDatabaseError(error: unknown): SalesAgentError {
  if (error instanceof SalesAgentError) return error;
  if (isConnectionFault(error)) return new DatabaseConnectionError(error);
  const state = sqlStateOf(error) ?? '';
  if (state === TOO_MANY_CONNECTIONS) return new DatabasePoolExhaustedError(error);
  if (state === READ_ONLY) return new DatabaseReadOnlyError(error);
  if (TIME_OUTS.includes(state)) return new DatabaseTimeoutError(error);
  if (state.startsWith(OUT_OF_RESOURCES)) return new DatabaseOutOfResourcesError(error);
  if (CONSTRAINT_VIOLATIONS.includes(state)) return new ConstraintViolationError(constraintOf(error), error);
  return new DatabaseQueryError(error);
}

/**
 * Whether the connection failed, not the statement: it is unknown whether the statement was applied. A `TypeError` is a
 * value that could not be serialized.
 */
export function isConnectionFault(error: unknown): boolean {
  return !(error instanceof TypeError) && isConnectionState(sqlStateOf(error));
}

/** Class 08 (connection exception), 57P0x (shutdown or crash), and errors without a SQLSTATE. */
export function isConnectionState(state: string | undefined): boolean {
  return state === undefined || state.startsWith('08') || state.startsWith('57P0');
}

/** Whether an operator must act: a wrong password or role, or a database that does not exist. */
export function isSetupFault(error: unknown): boolean {
  const state = sqlStateOf(error) ?? '';
  return state.startsWith('28') || state === '3D000';
}

/** Whether a pooler refused a startup parameter; see PgBouncer's `ignore_startup_parameters`. */
export function refusesParameters(error: Error): boolean {
  return error.message.includes('unsupported startup parameter');
}

/** PostgreSQL's five-character error code, or `undefined` for an error that did not come from the server. */
export function sqlStateOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

function constraintOf(error: unknown): string {
  const { constraint } = error as { constraint?: unknown };
  return typeof constraint === 'string' ? constraint : '';
}
