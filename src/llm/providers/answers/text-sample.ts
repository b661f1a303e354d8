/** Longest text that is kept to count its tokens. Of a longer one they are estimated from its beginning. */
const MOST_BYTES = 131_072;
/** A text that grows word by word takes up to fifty times its size; so it is packed after so many characters. */
const PACK_LENGTH = 1_024;

/** The beginning of a text that may grow without an end, and its length. */
export class TextSample {
  length = 0;
  private readonly packed: Buffer[] = [];
  private packedBytes = 0;
  private open = '';

  add(text: string): void {
    this.length += text.length;
    if (this.packedBytes >= MOST_BYTES) return;
    this.open += text;
    if (this.open.length < PACK_LENGTH) return;
    const bytes = Buffer.from(this.open.slice(0, MOST_BYTES));
    this.packed.push(bytes);
    this.packedBytes += bytes.length;
    this.open = '';
  }

  toString(): string {
    return Buffer.concat(this.packed).toString() + this.open;
  }
}
