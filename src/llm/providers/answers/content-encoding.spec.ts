import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { decoded } from './content-encoding.js';
import { ProviderFailure } from '../failures/provider-failure.js';

const ENCODERS: [name: string, encode: (bytes: Buffer) => Buffer][] = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
];

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer, void> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function textOf(bytes: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of bytes) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe.each(ENCODERS)('bytes in %s', (name, encode) => {
  it('are decoded, however they are cut', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 50 }), async (text, size) => {
        expect(await textOf(decoded(inPieces(encode(Buffer.from(text)), size), name))).toBe(text);
      }),
      { numRuns: 20 },
    );
  });

  it('are decoded no further than they are read', async () => {
    const bomb = encode(Buffer.alloc(64 * 1_048_576));
    let read = 0;
    for await (const part of decoded(inPieces(bomb, 1_024), name)) {
      read += part.length;
      if (read > 1_048_576) break;
    }
    expect(read).toBeLessThan(2 * 1_048_576);
  });

  it('that are broken are a failure of the provider, and a lost connection is none of theirs', async () => {
    const bytes = encode(Buffer.from('a text of some length, a text of some length'));
    // No header of any format, and no block of deflate.
    const broken = Buffer.alloc(40, 0x77);
    await expect(textOf(decoded(inPieces(broken, 8), name))).rejects.toBeInstanceOf(ProviderFailure);
    async function* lost(): AsyncGenerator<Buffer, void> {
      yield await Promise.resolve(bytes.subarray(0, 8));
      throw new Error('reset');
    }
    await expect(textOf(decoded(lost(), name))).rejects.toThrow('reset');
  });
});

it.each(['utf-8', 'none', 'aws-chunked', 'gzip', 'zstd', 'x-gzip, utf-8'])(
  'an answer that says %j, and is not encoded, is taken as it is',
  async (name) => {
    for (const text of ['{"choices":[]}', 'data: {}\n\n', '\n: ping\n\n'])
      expect(await textOf(decoded(inPieces(Buffer.from(text), 3), name))).toBe(text);
  },
);

it.each(['compress', 'constructor', 'gzip, gzip, gzip'])('%s is not read', async (name) => {
  await expect(async () => textOf(decoded(inPieces(Buffer.from('x'), 1), name))).rejects.toBeInstanceOf(
    ProviderFailure,
  );
});
