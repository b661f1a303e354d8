import type { Caller } from '../access/caller.js';

/** Whoever asks, by HTTP or over stdio. */
export interface McpCaller {
  /**
   * Who that is; asked anew for every call, since a key may end while a connection lasts.
   * @throws MissingApiKeyError, AuthenticationFailedError, DatabaseConnectionError, DatabasePoolExhaustedError
   */
  identify(): Promise<Caller>;

  /** The tool that is called, where that is all that is asked of the server; it then needs nothing else. */
  calledTool?: string;
}
