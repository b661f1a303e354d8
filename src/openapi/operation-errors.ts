import {
  AccessDeniedError,
  AuthenticationFailedError,
  KeyLookupLimitError,
  LlmConcurrencyExceededError,
  MissingApiKeyError,
  RateLimitExceededError,
  RequestBytesExceededError,
  RequestConcurrencyExceededError,
} from '../access/access.errors.js';
import type { OperationDeclaration } from '../api/operation.js';
import {
  DatabaseConnectionError,
  DatabaseOutOfResourcesError,
  DatabasePoolExhaustedError,
  DatabaseQueryError,
  DatabaseReadOnlyError,
  DatabaseTimeoutError,
} from '../database/database.errors.js';
import {
  InternalError,
  MalformedRequestError,
  RequestTooLargeError,
  ServiceUnavailableError,
  UnsupportedMediaTypeError,
  ValidationError,
} from '../errors/request.errors.js';
import type { SalesAgentErrorClass } from '../errors/sales-agent.error.js';
import {
  IdempotencyKeyInUseError,
  IdempotencyKeyReusedError,
  IdempotentAnswerErasedError,
} from '../idempotency/idempotency.errors.js';

/** Of every operation. */
const ANY_OPERATION = [MalformedRequestError, ServiceUnavailableError, InternalError];
/** Of every operation that needs a key: it is looked up in the database, as is nearly everything behind it. */
const WITH_KEY = [
  MissingApiKeyError,
  AuthenticationFailedError,
  RateLimitExceededError,
  RequestConcurrencyExceededError,
  KeyLookupLimitError,
  DatabaseQueryError,
  DatabaseConnectionError,
  DatabasePoolExhaustedError,
  DatabaseReadOnlyError,
  DatabaseOutOfResourcesError,
  DatabaseTimeoutError,
  AccessDeniedError,
  RequestBytesExceededError,
  RequestTooLargeError,
  UnsupportedMediaTypeError,
  ValidationError,
  IdempotencyKeyInUseError,
  IdempotencyKeyReusedError,
  IdempotentAnswerErasedError,
];

/** The errors that an operation may answer. */
export interface OperationErrors {
  own: SalesAgentErrorClass[];
  /** Those that it shares with most operations, as far as a request has what they are about. */
  shared: SalesAgentErrorClass[];
}

/** The errors that an operation declares, and those that follow from what it declares. */
export function errorsOf({ scope, errors = [], spends }: OperationDeclaration): OperationErrors {
  const shared: SalesAgentErrorClass[] = [...ANY_OPERATION, ...(scope === 'public' ? [] : WITH_KEY)];
  const own = new Set<SalesAgentErrorClass>([
    ...(spends === undefined ? [] : [LlmConcurrencyExceededError]),
    ...errors,
  ]);
  return { own: [...own.difference(new Set(shared))], shared };
}
