import { SalesAgentError } from '../errors/sales-agent.error.js';

export class OriginNotAllowedError extends SalesAgentError {
  static readonly errorCode = 'ORIGIN_NOT_ALLOWED';
  static readonly kind = 'forbidden';
  static readonly meaning = 'A web page of an origin that is not in `CORS_ORIGINS` called `/mcp`.';

  constructor() {
    super('Origin not allowed. Add it to CORS_ORIGINS.');
  }
}

export class HostNotAllowedError extends SalesAgentError {
  static readonly errorCode = 'HOST_NOT_ALLOWED';
  static readonly kind = 'forbidden';
  static readonly meaning = '`/mcp` was called by a host name that is neither loopback nor in `MCP_ALLOWED_HOSTS`.';

  constructor() {
    super('Host not allowed. Add it to MCP_ALLOWED_HOSTS.');
  }
}

export class BatchNotSupportedError extends SalesAgentError {
  static readonly errorCode = 'BATCH_NOT_SUPPORTED';
  static readonly kind = 'malformed';
  static readonly meaning = 'The body of a request for `/mcp` is a JSON-RPC array; send one message at a time.';

  constructor() {
    super('Send one JSON-RPC message at a time, not an array');
  }
}

export class InvalidMessageError extends SalesAgentError {
  static readonly errorCode = 'INVALID_MESSAGE';
  static readonly kind = 'malformed';
  static readonly meaning = 'What was sent to `/mcp`, or over stdio, is JSON and not a message of JSON-RPC 2.0.';
}

export class ToolTimeoutError extends SalesAgentError {
  static readonly errorCode = 'TOOL_TIMEOUT';
  static readonly kind = 'upstream_timeout';
  static readonly meaning = 'An MCP tool did not finish within `MCP_TOOL_TIMEOUT_SECONDS` and was cancelled.';

  constructor(tool: string, seconds: number) {
    super(`${tool} did not finish within ${seconds} s and was cancelled`, { tool, limit_seconds: seconds });
  }
}
