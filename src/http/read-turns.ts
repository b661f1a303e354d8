import { TurnBudget } from '../resilience/turn-budget.js';
import type { Connection } from './connection.js';

/** Connections that are read in one turn of the event loop: each may have sent 64 KiB by then. */
const READ_AT_ONCE = 40;
/** Of them for the others, however many clients are patient. */
const KEPT_FOR_OTHERS = 10;
/** How long requests are parsed in one turn before everything else has its turn, in ms. */
const SLICE_MS = 20;

/** What it needs of a connection. */
export type ReadConnection = Pick<Connection, 'isPatient' | 'pauseReading' | 'resumeReading'>;

/**
 * Bounds what one turn of the event loop reads of clients. Node.js reads and parses whatever has arrived on a thousand
 * connections before anything else happens; with large headers that takes half a second.
 */
export class ReadTurns {
  private readonly starts = new TurnBudget(READ_AT_ONCE);
  /** Connections that are not read, in the order in which they will be: those of patient clients go first. */
  private readonly patient = new Set<ReadConnection>();
  private readonly others = new Set<ReadConnection>();
  private turnStartedAt: number | undefined;
  private isResuming = false;

  /** Begins to read a new connection now or soon. */
  begin(connection: ReadConnection): void {
    if (this.others.size > 0 || !this.starts.take(1)) this.wait(connection);
  }

  /**
   * Must be called for each request. Where this turn has taken too long, all connections wait for the next ones.
   * @param connections all of them
   */
  count(connections: Iterable<ReadConnection>): void {
    if (this.turnStartedAt === undefined) {
      this.turnStartedAt = performance.now();
      setImmediate(() => (this.turnStartedAt = undefined));
    } else if (performance.now() - this.turnStartedAt > SLICE_MS) {
      // Once in a turn.
      this.turnStartedAt = Infinity;
      for (const connection of connections) this.wait(connection);
    }
  }

  private wait(connection: ReadConnection): void {
    if (this.patient.has(connection) || this.others.has(connection)) return;
    connection.pauseReading();
    (connection.isPatient ? this.patient : this.others).add(connection);
    if (!this.isResuming) this.resumeLater();
  }

  private resumeLater(): void {
    this.isResuming = true;
    setImmediate(() => {
      const left = this.resume(this.patient, READ_AT_ONCE - KEPT_FOR_OTHERS);
      this.resume(this.others, left + KEPT_FOR_OTHERS);
      this.isResuming = false;
      if (this.patient.size + this.others.size > 0) this.resumeLater();
    });
  }

  /** @returns how many more may be read in this turn */
  private resume(waiting: Set<ReadConnection>, most: number): number {
    let left = most;
    for (const connection of waiting) {
      if (left === 0) break;
      waiting.delete(connection);
      if (connection.resumeReading()) left--;
    }
    return left;
  }
}
