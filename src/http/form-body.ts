import type { IncomingMessage } from 'node:http';
import { Transform, type TransformCallback } from 'node:stream';
import { TurnBudget } from '../resilience/turn-budget.js';

/** What is passed on at once, in bytes: it may hold 1,800 parts of a form. */
const PIECE = 16 * 1024;

/** Of all forms together, so much is parsed in a turn of the event loop. */
const turns = new TurnBudget(2 * PIECE);

/** The body of a form as it arrives, between whose pieces other requests have their turn. */
export class FormBody extends Transform {
  readonly headers: IncomingMessage['headers'];

  constructor(private readonly request: IncomingMessage) {
    super();
    this.headers = request.headers;
    request.once('error', this.breakOff);
    request.once('close', this.breakOff);
    request.pipe(this);
  }

  /** Takes no more of it; what still comes is dropped. */
  abandon(): void {
    this.request.unpipe(this);
    this.request.resume();
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.passOn(chunk).then(() => {
      done();
    }, done);
  }

  private async passOn(chunk: Buffer): Promise<void> {
    for (let start = 0; start < chunk.length; start += PIECE) {
      const piece = chunk.subarray(start, start + PIECE);
      await turns.wait(piece.length);
      if (this.destroyed) return;
      this.push(piece);
    }
  }

  /** A stream that is piped does not hear that the one before it broke off. */
  private readonly breakOff = (error?: Error): void => {
    if (!this.request.readableEnded) this.destroy(error ?? new Error('The form broke off'));
  };
}
