import { SalesAgentError } from '../errors/sales-agent.error.js';
import type { Scope } from '../api/scope.js';

export class MissingApiKeyError extends SalesAgentError {
  static readonly errorCode = 'MISSING_API_KEY';
  static readonly kind = 'unauthenticated';
  static readonly meaning = 'The request has no API key; send it as `Authorization: Bearer` or as `X-API-Key`.';

  constructor(message = 'Send an API key, as "Authorization: Bearer <key>" or as "X-API-Key: <key>"') {
    super(message, {}, { headers: { 'WWW-Authenticate': 'Bearer realm="sales-agent"' } });
  }
}

export class AuthenticationFailedError extends SalesAgentError {
  static readonly errorCode = 'AUTHENTICATION_FAILED';
  static readonly kind = 'unauthenticated';
  static readonly meaning = 'The API key is unknown, expired or revoked, or was not sent as one header.';

  /** One message for unknown, expired and revoked keys, so that the answer does not reveal which of them a key is. */
  constructor(message = 'The API key is not valid') {
    super(message, {}, { headers: { 'WWW-Authenticate': 'Bearer realm="sales-agent", error="invalid_token"' } });
  }
}

export class AccessDeniedError extends SalesAgentError {
  static readonly errorCode = 'ACCESS_DENIED';
  static readonly kind = 'forbidden';
  static readonly meaning = 'The API key is valid, but lacks the scope in `details.required_scope`.';

  constructor(scope: Scope, message = `This needs an API key with the scope ${scope}`) {
    const challenge = `Bearer realm="sales-agent", error="insufficient_scope", scope="${scope}"`;
    super(message, { required_scope: scope }, { headers: { 'WWW-Authenticate': challenge } });
  }
}

export class CrossSiteRequestError extends SalesAgentError {
  static readonly errorCode = 'CROSS_SITE_REQUEST';
  static readonly kind = 'forbidden';
  static readonly meaning =
    'A request with a session of the web console comes from a page of another origin, or lacks the header of the console.';

  constructor() {
    super(
      'A session of the console is accepted from pages of this service only; open /console/ here, or send an API key',
    );
  }
}

export class RateLimitExceededError extends SalesAgentError {
  static readonly errorCode = 'RATE_LIMIT_EXCEEDED';
  static readonly kind = 'rate_limited';
  static readonly meaning = 'The API key has reached its limit of requests in this minute.';

  constructor(limit: number, retryAfterSeconds: number) {
    super(`No more than ${limit} requests a minute; try again`, { limit }, { retryAfterSeconds });
  }
}

/** Whose limit of what is under way at the same time it is. */
export type LimitOwner = 'API key' | 'workspace';

export class RequestConcurrencyExceededError extends SalesAgentError {
  static readonly errorCode = 'REQUEST_CONCURRENCY_EXCEEDED';
  static readonly kind = 'rate_limited';
  static readonly meaning = 'The API key, or its workspace, has reached its limit of concurrent requests.';

  constructor(limit: number, owner: LimitOwner) {
    super(`No more than ${limit} requests of one ${owner} at once; try again`, { limit }, { retryAfterSeconds: 1 });
  }
}

export class RequestBytesExceededError extends SalesAgentError {
  static readonly errorCode = 'REQUEST_BYTES_EXCEEDED';
  static readonly kind = 'rate_limited';
  static readonly meaning =
    'The bodies of concurrent requests of the API key, or of its workspace, are too large together.';

  constructor(limit: number, owner: LimitOwner) {
    super(
      `No more than ${limit} bytes of bodies of one ${owner} at once; try again`,
      { limit },
      { retryAfterSeconds: 1 },
    );
  }
}

export class LlmConcurrencyExceededError extends SalesAgentError {
  static readonly errorCode = 'LLM_CONCURRENCY_EXCEEDED';
  static readonly kind = 'rate_limited';
  static readonly meaning =
    'The API key, or its workspace, has reached its limit of concurrent calls of language models.';

  constructor(limit: number, owner: LimitOwner) {
    super(
      `No more than ${limit} such requests of one ${owner} at once; try again`,
      { limit },
      { retryAfterSeconds: 1 },
    );
  }
}

export class KeyLookupLimitError extends SalesAgentError {
  static readonly errorCode = 'KEY_LOOKUP_LIMIT';
  static readonly kind = 'unavailable';
  static readonly meaning = 'Too many API keys that are not cached are being looked up at the same time; retry.';

  constructor(limit: number) {
    super('Too many API keys are being looked up; try again', { limit }, { retryAfterSeconds: 1 });
  }
}

export class ApiKeyNotFoundError extends SalesAgentError {
  static readonly errorCode = 'API_KEY_NOT_FOUND';
  static readonly kind = 'not_found';
  static readonly meaning = 'No API key of this workspace has this id.';

  constructor(id: string) {
    super(`API key ${id} does not exist`, { api_key_id: id });
  }
}

export class ApiKeyNotActiveError extends SalesAgentError {
  static readonly errorCode = 'API_KEY_NOT_ACTIVE';
  static readonly kind = 'conflict';
  static readonly meaning = 'A revoked or expired API key cannot be rotated; make a new one.';

  constructor(id: string) {
    super(`API key ${id} is revoked, expired or already replaced`, { api_key_id: id });
  }
}

export class WorkspaceNotFoundError extends SalesAgentError {
  static readonly errorCode = 'WORKSPACE_NOT_FOUND';
  static readonly kind = 'not_found';
  static readonly meaning = 'No workspace has this id, or your key belongs to another one.';

  constructor(id: string) {
    super(`Workspace ${id} does not exist`, { workspace_id: id });
  }
}

export class DefaultWorkspaceError extends SalesAgentError {
  static readonly errorCode = 'DEFAULT_WORKSPACE_NOT_ERASABLE';
  static readonly kind = 'conflict';
  static readonly meaning = 'The default workspace holds the keys of the operators; it cannot be erased.';

  constructor() {
    super('The default workspace cannot be erased');
  }
}
