import { Server as HttpServer } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** A turn of the event loop in which there was nothing to do takes less. */
const IDLE_TURN_MS = 0.5;
/** Longest time to find such a turn. */
const BUSY_MS = 1_000;

/** The open connections of an HTTP server, so that a shutdown need not wait for idle ones. */
export class Connections {
  /** With the bytes that each had read when they were last compared. */
  private readonly sockets = new Map<Socket, number>();
  private openedCount = 0;
  private readAt = performance.now();

  /** @param server must not listen yet, so that no connection is missed */
  constructor(private readonly server: HttpServer) {
    server.on('connection', (socket: Socket) => {
      this.openedCount++;
      this.sockets.set(socket, -1);
      socket.once('close', () => this.sockets.delete(socket));
    });
  }

  get count(): number {
    return this.sockets.size;
  }

  /**
   * Accepts no more connections. It closes the port in a turn of the event loop without a new connection: the kernel
   * resets connections that it has accepted and the process has not.
   */
  async stopAccepting(): Promise<void> {
    await this.untilNoneConnects();
    // That of HTTP closes idle connections, too, on which requests may be under way.
    if (this.server.listening) NetServer.prototype.close.call(this.server);
    // For a name such as localhost, Fastify listens on every address; it closes the others when it sees this.
    this.server.unref();
  }

  /** For how long no client has sent anything, in ms, by the calls of this method. */
  quietMs(): number {
    const now = performance.now();
    for (const [socket, bytesRead] of this.sockets) {
      if (socket.bytesRead === bytesRead) continue;
      this.sockets.set(socket, socket.bytesRead);
      this.readAt = now;
    }
    return now - this.readAt;
  }

  /** Closes connections without a request; Node counts one that was never used as busy. */
  closeIdle(): void {
    this.server.closeIdleConnections();
    for (const socket of this.sockets.keys()) if (socket.bytesRead === 0) socket.destroy();
  }

  destroyAll(): void {
    for (const socket of this.sockets.keys()) socket.destroy();
  }

  private async untilNoneConnects(): Promise<void> {
    const deadline = performance.now() + BUSY_MS;
    for (;;) {
      const { openedCount } = this;
      const startedAt = performance.now();
      await nextTurn();
      const now = performance.now();
      if (now > deadline || (this.openedCount === openedCount && now - startedAt < IDLE_TURN_MS)) return;
    }
  }
}
