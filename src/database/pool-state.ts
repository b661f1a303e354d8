/** The state of the connection pool; counts of connections unless noted. */
export interface PoolState {
  /** Open, or being opened. */
  size: number;
  idle: number;
  checkedOut: number;
  /** Requests that wait for a connection. */
  waiting: number;
  /** Most that may be open. */
  max: number;
  /** Closed since the start because they were broken, or released inside a transaction. */
  evictions: number;
  /** Moving average of the round trips of tests at checkout, in ms; `null` before the first one. */
  latencyMs: number | null;
}
