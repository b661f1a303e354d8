/** The connections of the pool, just now. */
export interface PoolState {
  /** Connections that are open. */
  size: number;
  idle: number;
  /** Connections that somebody works on. */
  checkedOut: number;
  /** Who waits for a connection. */
  waiting: number;
  /** Most connections that may be open. */
  max: number;
  /** Connections that were closed since the start because they were broken, or too old. */
  evictions: number;
  /** Time of the latest round trip, in ms; `null` before the first. */
  latencyMs: number | null;
}
