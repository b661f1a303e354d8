import type { Socket } from 'node:net';
import { Connection } from './connection.js';
import type { CountedWarnings } from '../telemetry/counted-warnings.js';

/** The open connections of this process, and the limit of their number. */
export class ConnectionTable implements Iterable<Connection> {
  private readonly bySocket = new Map<Socket, Connection>();
  private uses = 0;

  constructor(
    private readonly max: number,
    private readonly warnings: CountedWarnings,
  ) {}

  /** Adds a connection that a client has just opened. At the limit, another one or this one is closed. */
  add(socket: Socket): void {
    if (this.bySocket.size >= this.max && !this.closeIdle()) {
      this.warnings.add('MAX_CONNECTIONS');
      socket.destroy();
      return;
    }
    const connection = new Connection(socket);
    connection.lastUse = ++this.uses;
    this.bySocket.set(socket, connection);
    socket.on('close', () => this.bySocket.delete(socket));
  }

  /** The connection on which a request has come; `undefined` if it was closed meanwhile. */
  use(socket: Socket): Connection | undefined {
    const connection = this.bySocket.get(socket);
    if (connection !== undefined) connection.lastUse = ++this.uses;
    return connection;
  }

  [Symbol.iterator](): Iterator<Connection> {
    return this.bySocket.values();
  }

  /** Closes the connection that has been without a request for longest; returns whether there was one. */
  private closeIdle(): boolean {
    let idle: Connection | undefined;
    for (const connection of this) {
      if (connection.unansweredCount > 0 || connection.isClosing) continue;
      if (idle === undefined || connection.lastUse < idle.lastUse) idle = connection;
    }
    if (idle === undefined) return false;
    this.warnings.add('MAX_CONNECTIONS');
    idle.destroy();
    return true;
  }
}
