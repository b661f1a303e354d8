/** How the connection pool is just now; counts of connections, unless they say otherwise. */
export interface PoolState {
  /** Open, or being opened. */
  size: number;
  idle: number;
  checkedOut: number;
  /** Requests that wait for a connection. */
  waiting: number;
  /** Most that may be open. */
  max: number;
  /** Closed since the start because they were broken, or not left as they were found. */
  evictions: number;
  /** Round trip of the latest tests at checkout, in ms, as a moving average; `null` before the first one. */
  latencyMs: number | null;
}
