import { isAscii, isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { MixedEncodingError, UnknownEncodingError } from './file.errors.js';
import { decoderFor, legacyEncodingOf, type StreamDecoder } from './legacy-encoding.js';

const REPLACEMENT = '\ufffd';
/** Part of the bytes of a UTF-16 text that are NUL on one side only, where it is of Western letters. */
const MANY = 0.4;
const FEW = 0.05;
const LINE_FEED = 0x0a;
/** What UTF-8 makes of small letters with accents, and of other scripts: two letters of Windows-1252 that never meet. */
const SPELT_OUT = /[\u00e0-\u00ff\u0370-\uffff]/;

/**
 * Turns the bytes of a file into text, however they are cut. A text without a byte order mark is UTF-16 where every other
 * byte is NUL; else UTF-8; and from the first byte on that is no UTF-8, if there was nothing but ASCII before, the encoding
 * of an earlier time that its letters tell, mostly Windows-1252.
 */
export class FileDecoder {
  encoding: string;
  /** Whether the file ends in the middle of a character. */
  endsInCharacter = false;
  private wide: StreamDecoder | undefined;
  private held: Buffer = Buffer.alloc(0);
  private isFirst = true;
  private wasWide = false;

  /**
   * @param head the first bytes of the file
   * @param given what the caller says of it; a byte order mark knows better
   */
  constructor(head: Buffer, given?: string) {
    this.encoding = markedEncoding(head) ?? given ?? encodingOf(head);
    this.wide = this.encoding === 'utf-8' ? undefined : decoderFor(this.encoding);
  }

  /** @throws MixedEncodingError, UnknownEncodingError */
  decode(bytes: Buffer): string {
    if (this.wide !== undefined) return this.wide.decode(bytes, { stream: true });
    const all = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    const complete = this.encoding === 'utf-8' ? completeLength(all) : all.length;
    this.held = all.subarray(complete);
    return this.narrow(all.subarray(0, complete));
  }

  /** What is left at the end of the file. */
  end(): string {
    if (this.wide !== undefined) {
      const text = this.wide.decode();
      this.endsInCharacter = text.endsWith(REPLACEMENT);
      return text;
    }
    const { held } = this;
    if (held.length === 0) return '';
    // One byte may as well be a last letter of Windows-1252, as in "Café"; capitals with an accent are rare at an end.
    this.endsInCharacter = this.wasWide || held.length > 1 || (held[0] ?? 0) < 0xdf;
    if (this.endsInCharacter) return REPLACEMENT;
    this.encoding = 'windows-1252';
    return latin(held);
  }

  private narrow(bytes: Buffer): string {
    const text = this.encoding === 'utf-8' ? this.utf8(bytes) : this.windows1252(bytes);
    const hasMark = this.isFirst && text.startsWith('\ufeff');
    if (text !== '') this.isFirst = false;
    return hasMark ? text.slice(1) : text;
  }

  private utf8(bytes: Buffer): string {
    if (isAscii(bytes)) return bytes.toString('latin1');
    if (isUtf8(bytes)) {
      this.wasWide = true;
      return bytes.toString('utf8');
    }
    if (this.wasWide) throw new MixedEncodingError();
    // It knows no characters that are cut.
    const all = Buffer.concat([bytes, this.held]);
    this.held = Buffer.alloc(0);
    const encoding = legacyEncodingOf(all);
    if (encoding === undefined) throw new UnknownEncodingError();
    this.encoding = encoding;
    if (encoding === 'windows-1252') return this.windows1252(all);
    this.wide = decoderFor(encoding);
    return this.wide.decode(all, { stream: true });
  }

  private windows1252(bytes: Buffer): string {
    if (isAscii(bytes)) return bytes.toString('latin1');
    if (hasUtf8Line(bytes)) throw new MixedEncodingError();
    return latin(bytes);
  }
}

function latin(bytes: Buffer): string {
  return new TextDecoder('windows-1252').decode(bytes);
}

function hasUtf8Line(bytes: Buffer): boolean {
  for (let start = 0; start < bytes.length;) {
    const next = bytes.indexOf(LINE_FEED, start);
    const end = next < 0 ? bytes.length : next + 1;
    const line = bytes.subarray(start, end);
    if (!isAscii(line) && isUtf8(line) && SPELT_OUT.test(line.toString('utf8'))) return true;
    start = end;
  }
  return false;
}

function markedEncoding(head: Buffer): string | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 'utf-8' : undefined;
}

function encodingOf(head: Buffer): string {
  const sample = head.subarray(0, 4_096);
  const nuls = [0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) nuls[index % 2] = (nuls[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls.map((count) => (2 * count) / sample.length);
  if (odd > MANY && even < FEW) return 'utf-16le';
  return even > MANY && odd < FEW ? 'utf-16be' : 'utf-8';
}

/** How many bytes hold whole characters of UTF-8; of those that it never has, all. */
function completeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const needed = byte >= 0xf5 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1;
    return needed > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
