import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** The open connections of an HTTP server, so that a shutdown need not wait for idle ones. */
export class Connections {
  private readonly sockets = new Set<Socket>();

  /** @param server must not listen yet, so that no connection is missed */
  constructor(private readonly server: Server) {
    server.on('connection', (socket: Socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  get count(): number {
    return this.sockets.size;
  }

  stopAccepting(): void {
    if (this.server.listening) this.server.close();
    // For a name such as localhost, Fastify listens on every address; it closes the others when it sees this.
    this.server.unref();
  }

  /** Closes connections without a request; Node counts one that was never used as busy. */
  closeIdle(): void {
    this.server.closeIdleConnections();
    for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
  }

  destroyAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }
}
