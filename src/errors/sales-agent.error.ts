import type { Logger } from '@nestjs/common';
import type { ErrorKind } from './error-kind.js';

export type ErrorDetails = Record<string, unknown>;

export interface ErrorOptions {
  cause?: unknown;
  /** Seconds after which a retry makes sense; becomes the `Retry-After` header. */
  retryAfterSeconds?: number | undefined;
  /** Further headers of the response, such as `Allow` or `WWW-Authenticate`; `NO_RETRY` where the same would come again. */
  headers?: Record<string, string>;
}

/** For clients built on OpenAI's SDK, which repeat every request that got 409 or 5xx. */
export const NO_RETRY = { 'x-should-retry': 'false' };
/** OpenAI's SDK does not wait longer, but repeats after a second or two instead; in seconds. */
const LONGEST_WAIT_OF_SDK = 60;

/** An error class, whose code and kind are known without an instance. */
export interface SalesAgentErrorClass {
  readonly errorCode: string;
  readonly kind: ErrorKind;
  /** One sentence for the list of error codes: when it occurs. */
  readonly meaning: string;
  readonly name: string;
  readonly prototype: SalesAgentError;
}

/**
 * The base of all errors that this service throws on purpose. A subclass declares `errorCode`, `kind` and `meaning` as
 * statics. Message and details are safe to send to the caller; the cause goes to the log only.
 */
export abstract class SalesAgentError extends Error {
  readonly timestamp = new Date();
  readonly retryAfterSeconds: number | undefined;
  /** Headers of the response, `Retry-After` among them. */
  readonly headers: Record<string, string>;

  constructor(
    message: string,
    readonly details: ErrorDetails = {},
    options: ErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.headers = { ...options.headers, ...retryHeaders(this.retryAfterSeconds) };
  }

  /** Adds facts that only an outer layer knows, such as which lead was being scored. */
  with(details: ErrorDetails): this {
    Object.assign(this.details, details);
    return this;
  }

  /**
   * Logs this failure: a fault of this service as an error, a fault of something it depends on as a warning, and
   * everything else at level debug.
   */
  log(logger: Logger, facts: object): void {
    const { errorCode, details, cause, message } = this;
    const entry = { ...facts, error_code: errorCode, details };
    if (this.kind === 'internal') logger.error({ ...entry, err: cause ?? this }, message);
    else if (cause !== undefined) logger.warn({ ...entry, err: cause }, message);
    else logger.debug(entry, message);
  }

  get errorCode(): string {
    return this.declaration.errorCode;
  }

  get kind(): ErrorKind {
    return this.declaration.kind;
  }

  private get declaration(): SalesAgentErrorClass {
    return this.constructor as unknown as SalesAgentErrorClass;
  }
}

/** The moment in the header of HTTP, in whole seconds, and in that of OpenAI's SDK, exactly. */
function retryHeaders(seconds: number | undefined): Record<string, string> {
  if (seconds === undefined) return {};
  return {
    'Retry-After': String(Math.ceil(seconds)),
    'Retry-After-Ms': String(Math.ceil(seconds * 1_000)),
    ...(seconds > LONGEST_WAIT_OF_SDK ? NO_RETRY : {}),
  };
}
