import type { Dispatcher } from 'undici';

/** What may wait for its reader before the connection is told to pause, in bytes. */
const MOST_WAITING = 65_536;
/** Where it resumes: each pause has undici copy and parse what it had read of the connection once more. */
const RESUMES_AT = MOST_WAITING / 2;
/** What a part takes in memory besides its bytes; it also keeps the queue short where a server sends a byte at a time. */
const BYTES_PER_PART = 100;
/** How long a server may keep a connection open after the last event of a stream, and what it may send, before we close it. */
const DRAIN_MS = 1_000;
const DRAIN_BYTES = 4_096;
const BYTE_ORDER_MARK = '\uFEFF';
const NOTHING: Buffer = Buffer.alloc(0);

/** The connection that a body comes from. */
export interface BodyConnection {
  pause(): void;
  resume(): void;
  /** Closes it, after which `fail` is called with `reason`. */
  abort(reason: Error): void;
}

/** A response whose head has arrived. */
export interface ProviderResponse {
  statusCode: number;
  headers: Dispatcher.ResponseData['headers'];
  body: ReceivedBody;
}

/**
 * The bytes of a response, for one reader. They are kept as they come, and the connection pauses once more than 64 KiB wait,
 * so memory stays bounded. Node's own streams would do the same, for a tenth of what a short call costs.
 */
export class ReceivedBody implements AsyncIterable<Buffer, undefined> {
  private parts: Buffer[] = [];
  private waiting = 0;
  private isPaused = false;
  private isKeptWhole = false;
  private isEnded = false;
  private error: Error | undefined;
  /** Of a reader that waits for more. */
  private wake: (() => void) | undefined;
  private onClose: (() => void) | undefined;
  private drained = 0;
  private drainTimer: NodeJS.Timeout | undefined;
  /** Whether some of it has been read. */
  isRead = false;

  constructor(private readonly connection: BodyConnection) {}

  /** Whether nothing more will come: the response is whole, or the connection has failed or was closed. */
  get isClosed(): boolean {
    return this.isEnded || this.error !== undefined;
  }

  /** Takes what the connection brings. */
  push(part: Buffer): void {
    if (this.drainTimer !== undefined) {
      this.drained += part.length;
      if (this.drained > DRAIN_BYTES) this.cut();
      return;
    }
    this.parts.push(part);
    this.waiting += part.length + BYTES_PER_PART;
    if (this.waiting > MOST_WAITING && !this.isPaused && !this.isKeptWhole) {
      this.isPaused = true;
      this.connection.pause();
    }
    this.wake?.();
  }

  /** The response is whole. */
  end(): void {
    this.isEnded = true;
    this.close();
  }

  /** The connection broke, or was closed. A reader first gets what had arrived. */
  fail(error: Error): void {
    this.error ??= error;
    this.close();
  }

  /** Calls `listener` once, when nothing more will come: then the connection is free or gone. */
  whenClosed(listener: () => void): void {
    if (this.isClosed) listener();
    else this.onClose = listener;
  }

  /** All of it as text, kept however long it is. Rejects with the error of a connection that fails. */
  async text(): Promise<string> {
    this.isRead = true;
    this.isKeptWhole = true;
    this.resume();
    while (!this.isClosed) await this.change();
    if (this.error !== undefined) throw this.error;
    const [first = NOTHING] = this.parts;
    const whole = this.parts.length < 2 ? first : Buffer.concat(this.parts);
    this.parts = [];
    const text = whole.toString();
    return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
  }

  /** Its parts as they come; leaving early closes nothing. */
  [Symbol.asyncIterator](): AsyncIterator<Buffer, undefined> {
    return { next: () => this.next(), return: () => Promise.resolve({ done: true, value: undefined }) };
  }

  /** Closes the connection unless the response is whole, which also stops the model. */
  cut(): void {
    if (this.isClosed) return;
    this.connection.abort(new Error('The rest of the answer was not wanted'));
  }

  /** Takes and drops what else comes, so that the connection can be used again; closes it if that is much or comes late. */
  drain(): void {
    this.parts = [];
    if (this.isClosed) return;
    this.drainTimer = setTimeout(() => {
      this.cut();
    }, DRAIN_MS).unref();
    this.resume();
  }

  private async next(): Promise<IteratorResult<Buffer, undefined>> {
    this.isRead = true;
    while (this.parts.length === 0 && !this.isClosed) await this.change();
    const part = this.parts.shift();
    if (part === undefined) {
      if (this.error !== undefined) throw this.error;
      return { done: true, value: undefined };
    }
    this.waiting -= part.length + BYTES_PER_PART;
    if (this.waiting <= RESUMES_AT) this.resume();
    return { done: false, value: part };
  }

  private resume(): void {
    if (!this.isPaused) return;
    this.isPaused = false;
    if (!this.isClosed) this.connection.resume();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private close(): void {
    clearTimeout(this.drainTimer);
    this.wake?.();
    this.onClose?.();
    this.onClose = undefined;
  }
}
