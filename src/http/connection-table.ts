import type { Socket } from 'node:net';
import { normalizeIP } from '@fastify/rate-limit';
import type { CountedWarnings } from '../telemetry/counted-warnings.js';
import { Connection } from './connection.js';
import type { HttpLimitSettings } from './http-limits.settings.js';
import { ReadTurns } from './read-turns.js';
import type { TrustedProxies } from './trusted-proxies.js';

type Limits = Pick<HttpLimitSettings, 'maxConnections' | 'maxConnectionsPerAddress'>;

/** The open connections of this process, and the limits of their number. The one whose last request is oldest comes first. */
export class ConnectionTable implements Iterable<Connection> {
  private readonly bySocket = new Map<Socket, Connection>();
  private readonly countOf = new Map<string, number>();
  private readonly reading = new ReadTurns();

  constructor(
    private readonly limits: Limits,
    private readonly proxies: TrustedProxies,
    private readonly warnings: CountedWarnings,
  ) {}

  /** Adds a connection that a client has just opened. At a limit, another one or this one is closed. */
  add(socket: Socket): void {
    const { remoteAddress } = socket;
    // It is closed already.
    if (remoteAddress === undefined) return;
    const address = normalizeIP(remoteAddress);
    if (!this.makeRoom(address, this.proxies.has(remoteAddress))) {
      socket.destroy();
      return;
    }
    const connection = new Connection(socket, address);
    this.bySocket.set(socket, connection);
    this.reading.begin(connection);
    this.countOf.set(address, this.countAt(address) + 1);
    socket.on('close', () => {
      this.remove(socket, address);
    });
  }

  /** The connection on which a request has come; `undefined` if it was closed meanwhile. */
  use(socket: Socket): Connection | undefined {
    const connection = this.bySocket.get(socket);
    if (connection === undefined) return undefined;
    this.bySocket.delete(socket);
    this.bySocket.set(socket, connection);
    this.reading.count(this);
    return connection;
  }

  [Symbol.iterator](): Iterator<Connection> {
    return this.bySocket.values();
  }

  private countAt(address: string): number {
    return this.countOf.get(address) ?? 0;
  }

  private remove(socket: Socket, address: string): void {
    this.bySocket.delete(socket);
    const count = this.countAt(address) - 1;
    if (count > 0) this.countOf.set(address, count);
    else this.countOf.delete(address);
  }

  /** Whether one more may be added from `address`, perhaps in place of another one. */
  private makeRoom(address: string, isProxy: boolean): boolean {
    const { maxConnections, maxConnectionsPerAddress } = this.limits;
    if (!isProxy && this.countAt(address) >= maxConnectionsPerAddress) {
      this.warnings.add('MAX_CONNECTIONS_PER_ADDRESS');
      return this.closeOne((connection) => connection.address === address);
    }
    if (this.bySocket.size < maxConnections) return true;
    this.warnings.add('MAX_CONNECTIONS');
    return this.closeOne(() => true);
  }

  /** Closes the connection without a request, or else with one that is still arriving, that has been so for longest. */
  private closeOne(isMeant: (connection: Connection) => boolean): boolean {
    let arriving: Connection | undefined;
    for (const connection of this) {
      if (connection.isClosing || !isMeant(connection)) continue;
      if (connection.unansweredCount === 0) {
        connection.destroy();
        return true;
      }
      if (arriving === undefined && connection.isArriving) arriving = connection;
    }
    arriving?.destroy();
    return arriving !== undefined;
  }
}
