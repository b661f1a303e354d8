import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { PassThrough } from 'node:stream';
import { BackupError } from './backup.errors.js';
import { type Frame, FRAMES, type FrameKind, MAGIC } from './backup-format.js';

/** Frames that we write are far shorter; a longer one is no frame. */
const MAX_FRAME_BYTES = 1_048_576;
const HEAD_BYTES = 5;

const KINDS = new Map(Object.entries(FRAMES).map(([kind, letter]) => [letter as string, kind as FrameKind]));

/**
 * The frames of a file, one after the other, in bounded memory. The last one's sum is checked against all that was read.
 * @throws BackupError if the file cannot be read, is none of ours, or is cut off or changed
 */
export async function* readFrames(path: string): AsyncGenerator<Frame> {
  const bytes = new ByteReader(unpacked(path));
  let isOurs = false;
  try {
    const magic = await bytes.take(MAGIC.length);
    isOurs = magic?.equals(MAGIC) === true;
    if (magic === undefined || !isOurs) throw new CutOff();
    const hash = createHash('sha256').update(magic);
    let last: FrameKind | undefined;
    for (let frame = await nextFrame(bytes, hash); frame !== undefined; frame = await nextFrame(bytes, hash)) {
      if (last === 'end') throw damaged(path);
      last = frame.kind;
      yield frame;
    }
    if (last !== 'end') throw damaged(path);
  } catch (error) {
    throw toBackupError(error, path, isOurs);
  } finally {
    bytes.destroy();
  }
}

/** The file is cut off, or not as it was written. */
export function damaged(path: string): BackupError {
  return new BackupError(`${path} is cut off or was changed; nothing was written. Take another copy of the backup.`);
}

/** `undefined` at the end of the file. */
async function nextFrame(bytes: ByteReader, hash: Hash): Promise<Frame | undefined> {
  const head = await bytes.take(HEAD_BYTES);
  if (head === undefined) return undefined;
  const kind = KINDS.get(head.toString('latin1', 0, 1));
  const length = head.readUInt32BE(1);
  if (kind === undefined || length > MAX_FRAME_BYTES) throw new CutOff();
  const content = await bytes.take(length);
  if (content === undefined && length > 0) throw new CutOff();
  const frame = { kind, content: content ?? Buffer.alloc(0) };
  if (kind === 'end') checkSum(frame.content, hash.digest('hex'));
  else hash.update(head).update(frame.content);
  return frame;
}

function checkSum(end: Buffer, sum: string): void {
  const { sha256 } = JSON.parse(end.toString()) as { sha256?: unknown };
  if (sha256 !== sum) throw new CutOff();
}

/** The file ended, or went on, where it should not. */
class CutOff extends Error {}

/** By pieces of the file, of which none is kept for longer than it takes to read it. */
class ByteReader {
  private readonly pieces: AsyncIterator<Buffer, undefined>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(private readonly stream: PassThrough) {
    this.pieces = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer, undefined>;
  }

  /** The next `count` bytes; `undefined` if there is none left. */
  async take(count: number): Promise<Buffer | undefined> {
    const parts = [this.rest];
    let length = this.rest.length;
    while (length < count) {
      const next = await this.pieces.next();
      if (next.done === true) {
        if (length === 0) return undefined;
        throw new CutOff();
      }
      parts.push(next.value);
      length += next.value.length;
    }
    const all = parts.length === 1 ? this.rest : Buffer.concat(parts);
    this.rest = all.subarray(count);
    return all.subarray(0, count);
  }

  destroy(): void {
    this.stream.destroy();
  }
}

function unpacked(path: string): PassThrough {
  const output = new PassThrough();
  // Its failure is that of the output.
  void pipeline(createReadStream(path), createGunzip({ rejectGarbageAfterEnd: true }), output).catch(() => undefined);
  return output;
}

function toBackupError(error: unknown, path: string, isOurs: boolean): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof BackupError) return error;
  if (syscall !== undefined) return new BackupError(`${path} cannot be read (${code}).`);
  const isDamage = error instanceof CutOff || error instanceof SyntaxError || /^(Z_|ERR_TRAILING)/.test(code ?? '');
  if (!isDamage) return error;
  return isOurs ? damaged(path) : new BackupError(`${path} is not a backup of Sales Agent.`);
}
