import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of callers, for a server that is to end without waiting for those that ask nothing. */
export class Connections {
  private readonly sockets = new Set<Socket>();

  /** @param server one that does not listen yet, so that no connection is missed */
  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  get count(): number {
    return this.sockets.size;
  }

  /** Takes no new ones. */
  refuse(): void {
    if (this.server.listening) this.server.close();
    // The framework listens on each address of a name such as localhost, and closes the others when it sees this.
    this.server.unref();
  }

  /** Closes those that have no request; Node itself takes one that was never used for busy. */
  closeUnused(): void {
    this.server.closeIdleConnections();
    for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
  }

  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
