import { createHash } from 'node:crypto';
import { MalformedRequestError } from '../../errors/request.errors.js';
import { UploadTimeoutError } from '../../http/upload.errors.js';
import { withTimeout } from '../../resilience/timeout.js';
import { TurnBudget } from '../../resilience/turn-budget.js';
import { FileSizeExceededError } from './read/file.errors.js';
import { HEAD_BYTES } from './read/sniff-file.js';

/** What an upload brings at least within the time for which it may stall. */
const LEAST_BYTES = 16 * 1024;
/** Chunks of a body that may be as small as they like. */
const FREE_CHUNKS = 2_000;
const LEAST_AVERAGE_BYTES = 64;

/** Of all uploads together one piece is read in a turn of the event loop, however many they are: it may hold 64,000 rows. */
const turns = new TurnBudget(HEAD_BYTES);

export interface UploadLimits {
  maxBytes: number;
  stallSeconds: number;
}

/** Passes an upload on in pieces, counts and hashes it, and ends it where it is too large, or stands still. */
export class UploadMeter {
  bytes = 0;
  private readonly hash = createHash('sha256');
  private chunks = 0;
  /** Since the upload last brought what it has to, without the time in which it is not read. */
  private waitedMs = 0;
  private broughtBytes = 0;

  constructor(private readonly limits: UploadLimits) {}

  /**
   * Pieces of at most 64 KB, between which other requests have their turn.
   * @throws FileSizeExceededError, UploadTimeoutError, MalformedRequestError for very many tiny chunks
   */
  async *pieces(upload: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const source = upload[Symbol.asyncIterator]();
    for (;;) {
      const chunk = await this.next(source);
      if (chunk === undefined) return;
      this.count(chunk);
      for (let start = 0; start < chunk.length; start += HEAD_BYTES) {
        const piece = chunk.subarray(start, start + HEAD_BYTES);
        this.hash.update(piece);
        await turns.wait(piece.length);
        yield piece;
      }
    }
  }

  /** SHA-256 of all bytes, once they are read, and of what else makes the upload another one. */
  fingerprint(options: string): string {
    return this.hash.copy().update(`\n${options}`).digest('hex');
  }

  private async next(source: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
    const { stallSeconds } = this.limits;
    const startedAt = performance.now();
    const next = await withTimeout(source.next(), stallSeconds * 1_000 - this.waitedMs, () => {
      throw new UploadTimeoutError(stallSeconds);
    });
    this.waitedMs += performance.now() - startedAt;
    return next.done === true ? undefined : next.value;
  }

  private count(chunk: Buffer): void {
    const { maxBytes } = this.limits;
    this.bytes += chunk.length;
    this.broughtBytes += chunk.length;
    if (this.bytes > maxBytes) throw new FileSizeExceededError(maxBytes, 'bytes', 'IMPORT_MAX_BYTES');
    const areTiny = ++this.chunks > FREE_CHUNKS && this.bytes < this.chunks * LEAST_AVERAGE_BYTES;
    if (areTiny) throw new MalformedRequestError('The file comes in too many tiny chunks');
    if (this.broughtBytes < LEAST_BYTES) return;
    this.broughtBytes = 0;
    this.waitedMs = 0;
  }
}
