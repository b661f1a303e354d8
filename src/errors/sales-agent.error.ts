import type { ErrorKind } from './error-kind.js';

export type ErrorDetails = Record<string, unknown>;

export interface ErrorOptions {
  cause?: unknown;
  /** Seconds after which a retry makes sense; becomes the `Retry-After` header. */
  retryAfterSeconds?: number | undefined;
  /** Further headers that this failure owes its caller, such as `Allow` or `WWW-Authenticate`. */
  headers?: Record<string, string>;
}

/** An error class as documents and tests see it: its code and kind are known without throwing one. */
export interface SalesAgentErrorClass {
  readonly errorCode: string;
  readonly kind: ErrorKind;
  /** One sentence for the list of codes: when a caller meets it. */
  readonly meaning: string;
  readonly name: string;
  readonly prototype: SalesAgentError;
}

/**
 * The root of everything this service throws on purpose. A subclass states `errorCode`, `kind` and `meaning` as
 * statics; its message and details are safe to show to the caller, its cause goes to the log alone.
 */
export abstract class SalesAgentError extends Error {
  readonly timestamp = new Date();
  readonly retryAfterSeconds: number | undefined;
  readonly headers: Record<string, string>;

  constructor(
    message: string,
    readonly details: ErrorDetails = {},
    options: ErrorOptions = {},
  ) {
    super(message, { cause: options.cause });
    this.name = new.target.name;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.headers = options.headers ?? {};
  }

  /** Adds facts that only an outer layer knows, such as which lead was being scored. */
  with(details: ErrorDetails): this {
    Object.assign(this.details, details);
    return this;
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
