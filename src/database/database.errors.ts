import { SalesAgentError } from '../errors/sales-agent.error.js';

/** Seconds after which a caller may try again while the database is away. */
const RETRY_AFTER_SECONDS = 2;
/** Seconds after which it may have been mended, where a person has to. */
const OPERATOR_RETRY_AFTER_SECONDS = 30;

export const TOO_MANY_CONNECTIONS = '53300';
const OUT_OF_RESOURCES = '53';
const READ_ONLY = '25006';
const QUERY_CANCELED = '57014';

export class DatabaseConnectionError extends SalesAgentError {
  static readonly errorCode = 'DATABASE_CONNECTION_ERROR';
  static readonly kind = 'unavailable';
  static readonly meaning = 'The database cannot be reached just now.';

  constructor(cause?: unknown) {
    super('The database cannot be reached just now; try again', {}, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}

export class DatabasePoolExhaustedError extends SalesAgentError {
  static readonly errorCode = 'DATABASE_POOL_EXHAUSTED';
  static readonly kind = 'unavailable';
  static readonly meaning = 'Every database connection was busy for as long as a request may wait.';

  constructor(cause?: unknown) {
    super('All database connections are busy; try again', {}, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}

export class DatabaseQueryError extends SalesAgentError {
  static readonly errorCode = 'DATABASE_QUERY_ERROR';
  static readonly kind = 'internal';
  static readonly meaning = 'The database refused a statement of ours; the log holds which.';

  constructor(cause: unknown) {
    super('The database refused a statement; the request id finds it in the log', {}, { cause });
  }
}

/** The server takes no writes, as in the middle of a failover; nothing was stored. */
export class DatabaseReadOnlyError extends SalesAgentError {
  static readonly errorCode = 'DATABASE_READ_ONLY';
  static readonly kind = 'unavailable';
  static readonly meaning = 'The database takes no writes just now; nothing was stored.';

  constructor(cause?: unknown) {
    super('The database takes no writes just now; try again', {}, { cause, retryAfterSeconds: RETRY_AFTER_SECONDS });
  }
}

/** A full disk or too little memory at the server; nothing was stored. */
export class DatabaseOutOfResourcesError extends SalesAgentError {
  static readonly errorCode = 'DATABASE_OUT_OF_RESOURCES';
  static readonly kind = 'unavailable';
  static readonly meaning = 'The database has no room for this just now, on disk or in memory; nothing was stored.';

  constructor(cause?: unknown) {
    super('The database has no room for this just now', {}, { cause, retryAfterSeconds: OPERATOR_RETRY_AFTER_SECONDS });
  }
}

/** A statement ran for longer than any may; the server gave it up, and nothing was stored. */
export class DatabaseTimeoutError extends SalesAgentError {
  static readonly errorCode = 'DATABASE_TIMEOUT';
  static readonly kind = 'upstream_timeout';
  static readonly meaning = 'The database did not finish in time; nothing was stored.';

  constructor(cause?: unknown) {
    super('The database did not finish in time', {}, { cause });
  }
}

export type ConstraintKind = 'unique' | 'foreign_key' | 'check';

/** A constraint refused a row. Repositories turn it into what it means for their table; unturned, it is a fault of ours. */
export class ConstraintViolationError extends DatabaseQueryError {
  constructor(
    readonly kindOfConstraint: ConstraintKind,
    readonly constraint: string,
    cause: unknown,
  ) {
    super(cause);
  }
}

const CONSTRAINT_STATES: Record<string, ConstraintKind> = {
  '23505': 'unique',
  '23503': 'foreign_key',
  '23514': 'check',
};

/** Whatever pg or TypeORM threw, as an error of ours, judged by SQLSTATE; errors of ours pass unchanged. */
export function toDatabaseError(error: unknown): SalesAgentError {
  if (error instanceof SalesAgentError) return error;
  if (isConnectionFault(error)) return new DatabaseConnectionError(error);
  const state = sqlStateOf(error) ?? '';
  if (state === TOO_MANY_CONNECTIONS) return new DatabasePoolExhaustedError(error);
  if (state === READ_ONLY) return new DatabaseReadOnlyError(error);
  if (state === QUERY_CANCELED) return new DatabaseTimeoutError(error);
  if (state.startsWith(OUT_OF_RESOURCES)) return new DatabaseOutOfResourcesError(error);
  const kind = CONSTRAINT_STATES[state];
  return kind === undefined
    ? new DatabaseQueryError(error)
    : new ConstraintViolationError(kind, constraintOf(error), error);
}

/**
 * Whether a connection failed, and not a statement: what ran over it may have been done or not. A `TypeError` is a value
 * that could not be sent at all.
 */
export function isConnectionFault(error: unknown): boolean {
  return !(error instanceof TypeError) && isConnectionState(sqlStateOf(error));
}

/** Class 08, an administrator's or a crash's shutdown (57P0x), and everything without a SQLSTATE. */
export function isConnectionState(state: string | undefined): boolean {
  return state === undefined || state.startsWith('08') || state.startsWith('57P0');
}

/** Whether a person has to mend something first: a password, a role, or a database that is not there. */
export function isSetupFault(error: unknown): boolean {
  const state = sqlStateOf(error) ?? '';
  return state.startsWith('28') || state === '3D000';
}

/** Whether a pooler refused to set a parameter for a session that it does not keep; see PgBouncer's `ignore_startup_parameters`. */
export function refusesParameters(error: Error): boolean {
  return error.message.includes('unsupported startup parameter');
}

/** The five characters by which PostgreSQL names a fault, or `undefined` where the fault is nothing it told. */
export function sqlStateOf(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

function constraintOf(error: unknown): string {
  const { constraint } = error as { constraint?: unknown };
  return typeof constraint === 'string' ? constraint : '';
}
