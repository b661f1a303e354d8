import {
  InternalError,
  MalformedRequestError,
  RequestTooLargeError,
  UnsupportedMediaTypeError,
  ValidationError,
} from '../errors/request.errors.js';
import {
  DatabaseConnectionError,
  DatabaseOutOfResourcesError,
  DatabasePoolExhaustedError,
  DatabaseQueryError,
  DatabaseReadOnlyError,
  DatabaseTimeoutError,
} from '../database/database.errors.js';

/** What any endpoint that asks the database may answer. */
export const DATABASE_ERRORS = [
  MalformedRequestError,
  InternalError,
  DatabaseQueryError,
  DatabaseConnectionError,
  DatabasePoolExhaustedError,
  DatabaseReadOnlyError,
  DatabaseOutOfResourcesError,
  DatabaseTimeoutError,
];

/** What any endpoint that reads a body may answer. */
export const BODY_ERRORS = [RequestTooLargeError, UnsupportedMediaTypeError, ValidationError];
