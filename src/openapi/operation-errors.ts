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

const ANY_OPERATION = [MalformedRequestError, ServiceUnavailableError, InternalError];
/** A key is looked up in the database, as is nearly everything behind it. */
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
];
const WITH_BODY = [RequestBytesExceededError, RequestTooLargeError, UnsupportedMediaTypeError, ValidationError];
const IDEMPOTENT = [ValidationError, IdempotencyKeyInUseError, IdempotencyKeyReusedError, IdempotentAnswerErasedError];

/** What an operation reads of a request. */
export interface OperationInput {
  hasBody: boolean;
  /** Whether it takes parameters in its path or query. */
  hasParameters: boolean;
}

/** All errors of an operation: its own, and those that follow from what it declares and reads. */
export function errorsOf(
  { scope, errors = [], idempotent, spends }: OperationDeclaration,
  { hasBody, hasParameters }: OperationInput,
): Set<SalesAgentErrorClass> {
  const takesKey = scope !== 'public';
  return new Set<SalesAgentErrorClass>([
    ...ANY_OPERATION,
    ...(takesKey ? WITH_KEY : []),
    ...(takesKey && scope !== 'any_key' ? [AccessDeniedError] : []),
    ...(hasBody ? WITH_BODY : []),
    ...(hasParameters ? [ValidationError] : []),
    ...(idempotent === undefined ? [] : IDEMPOTENT),
    ...(spends === undefined ? [] : [ValidationError, LlmConcurrencyExceededError]),
    ...errors,
  ]);
}
