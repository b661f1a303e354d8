import { createHash } from 'node:crypto';
import { FRAMES, type FrameKind, MAGIC } from './backup-format.js';

/** Frames as bytes, and what their bytes add up to. */
export class FrameWriter {
  private readonly hash = createHash('sha256').update(MAGIC);

  json(kind: FrameKind, content: object): Buffer {
    return this.frame(kind, Buffer.from(JSON.stringify(content)));
  }

  frame(kind: FrameKind, content: Buffer): Buffer {
    const head = Buffer.alloc(5);
    head.write(FRAMES[kind], 0, 'latin1');
    head.writeUInt32BE(content.length, 1);
    const bytes = Buffer.concat([head, content]);
    this.hash.update(bytes);
    return bytes;
  }

  /** Of all frames so far. */
  sha256(): string {
    return this.hash.copy().digest('hex');
  }
}
