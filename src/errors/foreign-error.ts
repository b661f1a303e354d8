import { HttpException } from '@nestjs/common';
import {
  HeadersTooLargeError,
  InternalError,
  MalformedRequestError,
  RequestTimeoutError,
  RequestTooLargeError,
  ResourceNotFoundError,
  ServiceUnavailableError,
  UnsupportedMediaTypeError,
  UriTooLongError,
} from './request.errors.js';
import { SalesAgentError } from './sales-agent.error.js';

/** The codes of the framework and of the HTTP parser, each with the error it becomes. Their messages are not passed on. */
const TRANSLATIONS: Record<string, () => SalesAgentError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: () => new RequestTooLargeError('The body is larger than this service takes'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: () => new UnsupportedMediaTypeError('Send the body as application/json'),
  FST_ERR_CTP_EMPTY_TYPE: () => new UnsupportedMediaTypeError('Send the body as application/json'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: () =>
    new MalformedRequestError('The body does not have the length in Content-Length'),
  FST_ERR_BAD_URL: () => new MalformedRequestError('The path is not a valid, percent-encoded URL'),
  FST_ERR_MAX_PARAM_LENGTH: () => new UriTooLongError('A part of the path is longer than any id'),
  FST_ERR_REOPENED_CLOSE_SERVER: () => new ServiceUnavailableError('The service is stopping'),
  HPE_HEADER_OVERFLOW: () => new HeadersTooLargeError('The headers are larger than this service reads'),
  ERR_HTTP_REQUEST_TIMEOUT: () => new RequestTimeoutError('The request did not arrive whole in time'),
};

/** What other refusals of the framework and its plugins become, by their status; all others become malformed requests. */
const REFUSALS: Record<number, (path: string) => SalesAgentError> = {
  403: (path) => new ResourceNotFoundError(path),
  404: (path) => new ResourceNotFoundError(path),
  408: () => new RequestTimeoutError('The request did not arrive whole in time'),
  413: () => new RequestTooLargeError('The body is larger than this service takes'),
  414: () => new UriTooLongError('The path is too long'),
  415: () => new UnsupportedMediaTypeError('Send the body as application/json'),
  431: () => new HeadersTooLargeError('The headers are larger than this service reads'),
};

/** Any thrown value as a `SalesAgentError`; an unforeseen one becomes an `InternalError` with the value as its cause. */
export function toSalesAgentError(error: unknown, path = ''): SalesAgentError {
  if (error instanceof SalesAgentError) return error;
  const code = codeOf(error) ?? (error instanceof HttpException ? codeOf(error.cause) : undefined);
  const translation = code === undefined ? undefined : TRANSLATIONS[code];
  if (translation !== undefined) return translation();
  if (isCutOff(error)) return new MalformedRequestError('The body ended before all of it had arrived');
  if (code?.startsWith('HPE_')) return new MalformedRequestError('This is not a valid HTTP request');
  const status = refusalStatusOf(error, code);
  if (status === undefined) return new InternalError(error);
  return REFUSALS[status]?.(path) ?? new MalformedRequestError('The request cannot be answered as it is');
}

/**
 * The 4xx status with which the framework or a plugin of it refuses a request; `undefined` for any other error. An error of
 * a client of ours may have such a status too, which is not about the request.
 */
function refusalStatusOf(error: unknown, code: string | undefined): number | undefined {
  const { statusCode, expose } = (error ?? {}) as { statusCode?: unknown; expose?: unknown };
  // Plugins throw errors of the package http-errors, which are marked as meant for the client.
  const isOfFramework = code?.startsWith('FST_') === true || expose === true;
  const status = error instanceof HttpException ? error.getStatus() : isOfFramework ? statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}

/** A client that disconnected, or was disconnected, in the middle of its body; only then has this code a status. */
function isCutOff(error: unknown): boolean {
  return codeOf(error) === 'ECONNRESET' && (error as { statusCode?: unknown }).statusCode === 400;
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
