import { SalesAgentError } from '../errors/sales-agent.error.js';

export class OriginNotAllowedError extends SalesAgentError {
  static readonly errorCode = 'ORIGIN_NOT_ALLOWED';
  static readonly kind = 'forbidden';
  static readonly meaning = 'A page of an origin that `CORS_ORIGINS` does not list asks for `/mcp`.';

  constructor() {
    super('Pages of this origin may not ask; list it in CORS_ORIGINS if they should');
  }
}

export class HostNotAllowedError extends SalesAgentError {
  static readonly errorCode = 'HOST_NOT_ALLOWED';
  static readonly kind = 'forbidden';
  static readonly meaning =
    '`/mcp` is asked for by a name that is neither loopback’s nor listed in `MCP_ALLOWED_HOSTS`.';

  constructor() {
    super('This service is not asked by this name; list it in MCP_ALLOWED_HOSTS if it should be');
  }
}

export class BatchNotSupportedError extends SalesAgentError {
  static readonly errorCode = 'BATCH_NOT_SUPPORTED';
  static readonly kind = 'malformed';
  static readonly meaning = 'The body of a request for `/mcp` is a JSON-RPC array; send one message at a time.';

  constructor() {
    super('Send one JSON-RPC message at a time; arrays of them are not taken');
  }
}

export class ToolTimeoutError extends SalesAgentError {
  static readonly errorCode = 'TOOL_TIMEOUT';
  static readonly kind = 'upstream_timeout';
  static readonly meaning = 'An MCP tool was not done within `MCP_TOOL_TIMEOUT_SECONDS`, and was given up.';

  constructor(tool: string, seconds: number) {
    super(`${tool} was not done within ${seconds} s and was given up`, { tool, limit_seconds: seconds });
  }
}
