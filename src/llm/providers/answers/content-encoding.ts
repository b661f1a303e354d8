import { pipeline, Readable, type Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
} from 'node:zlib';
import { ProviderFailure } from '../failures/provider-failure.js';

/** A server may encode an answer twice, as one behind a proxy does; more is an attack. */
const MOST_ENCODINGS = 2;
/** What has come so far is handed out, and a missing end is for the reader to notice. */
const FLUSH = { flush: constants.Z_SYNC_FLUSH, finishFlush: constants.Z_SYNC_FLUSH };
const BROTLI_FLUSH = { flush: constants.BROTLI_OPERATION_FLUSH, finishFlush: constants.BROTLI_OPERATION_FLUSH };
/** A window of 8 MiB, which RFC 9659 allows at most. */
const ZSTD_FLUSH = {
  ...{ flush: constants.ZSTD_e_flush, finishFlush: constants.ZSTD_e_flush },
  params: { [constants.ZSTD_d_windowLogMax]: 23 },
};
/** The low bits of the first byte of a zlib stream; some servers send `deflate` without that header. */
const ZLIB_METHOD = 8;

const DECODERS: Record<string, (first: Buffer) => Transform> = {
  gzip: () => createGunzip(FLUSH),
  'x-gzip': () => createGunzip(FLUSH),
  deflate: ([first = 0]) => ((first & 15) === ZLIB_METHOD ? createInflate(FLUSH) : createInflateRaw(FLUSH)),
  br: () => createBrotliDecompress(BROTLI_FLUSH),
  zstd: () => createZstdDecompress(ZSTD_FLUSH),
};

/** How JSON and events begin, and nothing that is encoded by one of these: their formats begin with bytes of their own. */
const PLAIN = /^[\s[{:deir\u00ef]/;
const MARKED = ['gzip', 'x-gzip', 'zstd'];

/**
 * The bytes of a body without its encodings, which are not requested but used by some servers. No more is decoded than is read, so a limit
 * on what is read holds for a small body that would become a large one.
 * A body that begins as an answer does is taken as it is, whatever the header says. Reading it throws a ProviderFailure for an encoding that
 * is unknown, and for bytes that are not in it.
 * @param encoding the header `content-encoding`
 */
export function decoded(bytes: AsyncIterable<Buffer>, encoding: string): AsyncIterable<Buffer> {
  const names = encoding.toLowerCase().split(/[\s,]+/);
  const encodings = names.filter((name) => name !== '' && name !== 'identity').reverse();
  return encodings.length > MOST_ENCODINGS ? decode(bytes, encoding) : encodings.reduce(decode, bytes);
}

/** `first`, and then what else `rest` holds. */
export function withFirst(first: Buffer, rest: AsyncIterator<Buffer>): AsyncIterable<Buffer, undefined> {
  let isFirst = true;
  // No generator: it would take time for each packet.
  const all: AsyncIterator<Buffer, undefined> = {
    next() {
      if (!isFirst) return rest.next() as Promise<IteratorResult<Buffer, undefined>>;
      isFirst = false;
      return Promise.resolve({ done: false, value: first });
    },
    async return() {
      await rest.return?.();
      return { done: true, value: undefined };
    },
  };
  return { [Symbol.asyncIterator]: () => all };
}

async function* decode(bytes: AsyncIterable<Buffer>, encoding: string): AsyncGenerator<Buffer, void> {
  const decoderFor = Object.hasOwn(DECODERS, encoding) ? DECODERS[encoding] : undefined;
  const source = bytes[Symbol.asyncIterator]();
  const first = await source.next();
  if (first.done === true) return;
  // Some name a character set, or leave the header behind when they decode a body.
  const isMarked = decoderFor === undefined || MARKED.includes(encoding);
  if (isMarked && PLAIN.test(first.value.toString('latin1', 0, 1))) return yield* withFirst(first.value, source);
  if (decoderFor === undefined) throw new ProviderFailure('malformed', `Unknown encoding ${encoding}`, { status: 200 });
  const encodedBytes = Readable.from(withFirst(first.value, source), { objectMode: false });
  const decoder = decoderFor(first.value);
  // Either destroys the other with its own error, so the first one tells whose it is.
  let isOurs: boolean | undefined;
  encodedBytes.once('error', () => (isOurs ??= false));
  decoder.once('error', () => (isOurs ??= true));
  pipeline(encodedBytes, decoder, () => undefined);
  try {
    yield* decoder as AsyncIterable<Buffer>;
  } catch (cause) {
    if (isOurs !== true) throw cause;
    throw new ProviderFailure('malformed', `Bytes that are not ${encoding}`, { status: 200 }, { cause });
  }
}
