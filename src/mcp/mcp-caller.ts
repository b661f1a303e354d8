import type { Caller } from '../access/caller.js';

/** The caller of an MCP server, over HTTP or stdio. */
export interface McpCaller {
  /**
   * The caller, identified for every call, since a key may be revoked while a connection lasts.
   * @throws MissingApiKeyError, AuthenticationFailedError, DatabaseConnectionError, DatabasePoolExhaustedError
   */
  identify(): Promise<Caller>;

  /** What its calls are for, unless a call says so itself. */
  tags?: string | undefined;

  /** Whether its revision knows `structuredContent`; it does unless the client says otherwise. */
  knowsOnlyText?: boolean;

  /** The tool, if the message is a call of one; the server then offers nothing else. */
  calledTool?: string;
}
