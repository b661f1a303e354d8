import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Above what Node.js takes for a leak. */
const MOST_LISTENERS = 20;

/** The handle under a socket: it alone knows how many bytes the kernel has not taken yet, and reads for the parser. */
interface SocketHandle {
  readonly bytesWritten: number;
  readonly writeQueueSize: number;
  /** Whether Node.js wants to read, whatever is done with the handle. */
  readonly reading: boolean;
  readStart(): void;
  readStop(): void;
}

/** The parser of a connection, as Node.js keeps it at the socket. */
interface RequestParser {
  /** Called for each request; after 2, as for another protocol, the parser reads nothing more. */
  onIncoming: () => number;
}

/** A connection of a client, and what it makes this process hold. */
export class Connection {
  /** Takes no further requests; those that a pipelining client has sent already are dropped. */
  isClosing = false;
  private droppedCount = 0;
  private readonly unanswered = new Set<ServerResponse>();
  /** What starts the requests that wait for the answer to an earlier one. */
  private readonly waiting: (() => void)[] = [];
  private readonly socket: Socket & { readonly _handle?: SocketHandle | null; readonly parser?: RequestParser | null };
  private answeredCount = 0;
  private mostUnanswered = 0;
  private takenBytes = 0;
  private stalledSince: number | undefined;

  /** @param address of the client, or the network that it is in */
  constructor(
    socket: Socket,
    readonly address: string,
  ) {
    this.socket = socket;
  }

  /** Whether its client has not sent a request completely. */
  get isArriving(): boolean {
    for (const { req } of this.unanswered) if (!req.complete) return true;
    return false;
  }

  /** Requests whose answers are not sent completely. */
  get unansweredCount(): number {
    return this.unanswered.size;
  }

  /** Whether its client waits for each answer before it sends the next request, as far as is known. */
  get isPatient(): boolean {
    return this.answeredCount > 0 && this.mostUnanswered === 1;
  }

  /** Bytes of bodies that wait with their requests for the answer to an earlier one. */
  get pipelinedBytes(): number {
    let bytes = 0;
    for (const { req } of this.unanswered) bytes += req.readableLength;
    return bytes;
  }

  /** Bytes of answers that this process holds for the client. */
  get unreadBytes(): number {
    let bytes = 0;
    for (const response of this.unanswered) bytes += response.writableLength;
    return bytes;
  }

  /** Reads nothing more until `resumeReading`. */
  pauseReading(): void {
    const { _handle: handle } = this.socket;
    if (handle?.reading === true) handle.readStop();
  }

  /** @returns whether it reads again; it does not if it is closed, or its answers have to be read first */
  resumeReading(): boolean {
    const { _handle: handle } = this.socket;
    if (handle?.reading !== true) return false;
    handle.readStart();
    return true;
  }

  /** Counts a request until its answer is sent. */
  begin(response: ServerResponse): void {
    this.unanswered.add(response);
    this.mostUnanswered = Math.max(this.mostUnanswered, this.unanswered.size);
    // Each limit that counts the request waits for its end: a stream has eleven of them.
    response.setMaxListeners(MOST_LISTENERS);
    response.on('close', () => {
      this.unanswered.delete(response);
      this.answeredCount++;
      this.startNext();
    });
  }

  /** Calls `start` when all earlier requests are answered. */
  afterEarlier(start: () => void): void {
    this.waiting.push(start);
  }

  /** Drops a request; returns how many were dropped. */
  drop(): number {
    return ++this.droppedCount;
  }

  /**
   * How long the client has not taken one of the bytes that wait for it, in ms; 0 if none wait. An answer that waits for
   * an earlier one on the same connection does not count: its client is waiting, too.
   * @param now by `performance.now()`
   */
  stalledMs(now: number): number {
    const { _handle: handle, writableLength } = this.socket;
    if (writableLength === 0 || handle == null) {
      this.stalledSince = undefined;
      return 0;
    }
    const taken = handle.bytesWritten - handle.writeQueueSize;
    if (taken !== this.takenBytes) this.stalledSince = undefined;
    this.takenBytes = taken;
    this.stalledSince ??= now;
    return now - this.stalledSince;
  }

  /** Closes it at once, and drops what was not sent. */
  destroy(): void {
    this.isClosing = true;
    this.waiting.length = 0;
    // The parser would read to the end of what has arrived, which may be thousands of requests.
    if (this.socket.parser != null) this.socket.parser.onIncoming = () => 2;
    this.socket.destroy();
  }

  private startNext(): void {
    // Other connections have their turn in between.
    const start = this.waiting.shift();
    if (start !== undefined) setImmediate(start);
  }
}
