import { Readable } from 'node:stream';
import type { FastifyInstance, onSendHookHandler } from 'fastify';

/**
 * Ends the stream behind an answer to HEAD before anything is read of it: Fastify would read it to its end, and a stream of events
 * asks the database for as long as there may be more.
 */
export function dropStreamsOfHead(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (route.method !== 'HEAD') return;
    route.onSend = [dropStream, ...[route.onSend ?? []].flat()];
  });
}

const dropStream: onSendHookHandler = (_request, _reply, payload, done) => {
  if (!(payload instanceof Readable)) {
    done(null, payload);
    return;
  }
  payload.on('error', () => undefined).destroy();
  done(null, Readable.from([]));
};
