import { Readable } from 'node:stream';
import type { FileHandle } from 'node:fs/promises';
import { type Entry, fromRandomAccessReader, RandomAccessReader, type ZipFile } from 'yauzl';
import { FileSizeExceededError, InvalidFileFormatError } from '../file.errors.js';

/** More parts than a workbook has; each costs memory before anything is read. */
const MAX_PARTS = 10_000;
/** Of a part, with what is noted beside it. */
const LONGEST_NAME = 4_096;
const SLICE = 64 * 1024;

/** The parts of a ZIP archive, each of which is read as a stream; together they unpack to a limited number of bytes. */
export class Archive {
  private unpacked = 0;

  private constructor(
    private readonly zip: ZipFile,
    private readonly parts: ReadonlyMap<string, Entry>,
    private readonly maxUnpackedBytes: number,
  ) {}

  /**
   * @param file a whole one, which stays open
   * @throws InvalidFileFormatError
   */
  static async open(file: FileHandle, maxUnpackedBytes: number): Promise<Archive> {
    const zip = await opened(file, (await file.stat()).size);
    try {
      return new Archive(zip, await partsOf(zip), maxUnpackedBytes);
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  has(name: string): boolean {
    return this.parts.has(keyOf(name));
  }

  /**
   * @param most bytes that it may unpack to
   * @throws InvalidFileFormatError, FileSizeExceededError if it unpacks to too much: its true size is checked as it is read
   */
  async stream(name: string, most = Infinity): Promise<Readable> {
    const part = this.parts.get(keyOf(name));
    if (part === undefined) throw new InvalidFileFormatError(`The workbook has no part ${name}`);
    if (part.uncompressedSize > most) throw new InvalidFileFormatError(`The part ${name} of the workbook is too large`);
    this.unpacked += part.uncompressedSize;
    const { maxUnpackedBytes } = this;
    if (this.unpacked > maxUnpackedBytes) {
      throw new FileSizeExceededError(maxUnpackedBytes, 'bytes unpacked', 'IMPORT_MAX_UNPACKED_BYTES');
    }
    return new Promise((resolve, reject) => {
      this.zip.openReadStream(part, (error, stream) => {
        if (error === null) resolve(stream);
        else reject(brokenArchive(error));
      });
    });
  }

  close(): void {
    this.zip.close();
  }
}

export function brokenArchive(cause: unknown): InvalidFileFormatError {
  return new InvalidFileFormatError('The XLSX file is damaged', { found: 'a damaged archive' }, cause);
}

/** Reads parts of a file; it is closed where it was opened. */
class FileReader extends RandomAccessReader {
  constructor(private readonly file: FileHandle) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.slices(start, end), { objectMode: false });
  }

  /** A stream of the file itself would close it when it is destroyed. */
  private async *slices(start: number, end: number): AsyncGenerator<Buffer> {
    for (let position = start; position < end;) {
      const length = Math.min(SLICE, end - position);
      const { bytesRead, buffer } = await this.file.read(Buffer.allocUnsafe(length), 0, length, position);
      if (bytesRead === 0) return;
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }
}

function opened(file: FileHandle, size: number): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    const options = { lazyEntries: true, autoClose: false };
    fromRandomAccessReader(new FileReader(file), size, options, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(brokenArchive(error));
    });
  });
}

function partsOf(zip: ZipFile): Promise<Map<string, Entry>> {
  const parts = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    zip.on('error', (error) => {
      reject(brokenArchive(error));
    });
    zip.on('end', () => {
      resolve(parts);
    });
    zip.on('entry', (entry: Entry) => {
      parts.set(keyOf(entry.fileName), entry);
      const { fileNameLength, extraFieldLength, fileCommentLength } = entry;
      const isLong = fileNameLength + extraFieldLength + fileCommentLength > LONGEST_NAME;
      if (parts.size <= MAX_PARTS && !isLong) zip.readEntry();
      else reject(new InvalidFileFormatError('The archive has too many parts, or too long names, to be a workbook'));
    });
    zip.readEntry();
  });
}

/** Programs write names of parts in any case, and with a slash before. */
function keyOf(name: string): string {
  return name.replace(/^\/+/, '').toLowerCase();
}
