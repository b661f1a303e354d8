import { Transform, type TransformCallback } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import { MalformedRequestError } from '../errors/request.errors.js';
import { takesFile } from './file-bodies.js';

/** Chunks of a body that may be as small as they like: some clients send each word by itself. */
const FREE_CHUNKS = 2_000;
const LEAST_AVERAGE_BYTES = 64;

/**
 * Refuses a chunked body (RFC 9112, section 7.1) of very many tiny chunks: each is a buffer and an event of its own, which takes
 * far more memory and time than its bytes.
 */
export function limitChunks(fastify: FastifyInstance): void {
  fastify.addHook('preParsing', (request, reply, payload, done) => {
    // The reader of a file counts its chunks.
    const isChunked = request.headers['transfer-encoding'] !== undefined && !takesFile(request);
    done(null, isChunked ? limited(payload, request, reply) : payload);
  });
}

function limited(payload: RequestPayload, { raw }: FastifyRequest, reply: FastifyReply): Transform {
  const limit = new ChunkLimit();
  payload.once('error', (error) => limit.destroy(error));
  payload.once('close', () => {
    if (!raw.complete) limit.destroy(new MalformedRequestError('The client hung up'));
  });
  limit.once('error', () => {
    // What else arrives would be read once it is answered.
    reply.raw.once('finish', () => raw.socket.destroy());
  });
  return payload.pipe(limit);
}

/** Passes chunks on, until there are too many for their bytes. */
class ChunkLimit extends Transform {
  /** Fastify compares it with `Content-Length`, which a chunked body does not have. */
  receivedEncodedLength = 0;
  private chunks = 0;

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    this.chunks++;
    this.receivedEncodedLength += chunk.length;
    const areTiny = this.receivedEncodedLength < this.chunks * LEAST_AVERAGE_BYTES;
    if (this.chunks <= FREE_CHUNKS || !areTiny) done(null, chunk);
    else done(new MalformedRequestError('The body comes in too many tiny chunks'));
  }
}
