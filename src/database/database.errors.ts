import { SalesAgentError } from '../errors/sales-agent.error.js';

/** Seconds after which a caller may try again while the database is away. */
const RETRY_AFTER_SECONDS = 2;

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
  const { code, constraint, message } = facts(error);
  if (message.includes('timeout exceeded when trying to connect') || code === '53300') {
    return new DatabasePoolExhaustedError(error);
  }
  if (code === undefined || isConnectionState(code)) return new DatabaseConnectionError(error);
  const kind = CONSTRAINT_STATES[code];
  return kind === undefined ? new DatabaseQueryError(error) : new ConstraintViolationError(kind, constraint, error);
}

/** Class 08, an administrator's or a crash's shutdown (57P0x), and everything without a five-character SQLSTATE. */
function isConnectionState(code: string): boolean {
  return !/^[0-9A-Z]{5}$/.test(code) || code.startsWith('08') || code.startsWith('57P0');
}

function facts(error: unknown): { code: string | undefined; constraint: string; message: string } {
  const { code, constraint, message } = (error ?? {}) as { code?: unknown; constraint?: unknown; message?: unknown };
  return {
    code: typeof code === 'string' ? code : undefined,
    constraint: typeof constraint === 'string' ? constraint : '',
    message: typeof message === 'string' ? message : '',
  };
}
