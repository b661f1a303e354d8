import type { Socket } from 'node:net';
import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { UnsupportedMediaTypeError } from '../errors/request.errors.js';

/** What the buffers of a file hold that is read as it arrives, in bytes. */
const BUFFERED = 256 * 1024;

/** Connections on which a file arrives, which takes longer than other requests may. */
const uploading = new WeakSet<Socket>();

/**
 * Lets operations that are declared with `takesFile` read their body as it arrives: a form with a file, or a file in any
 * other form than JSON. Every other operation refuses such bodies. Call it before the first route is registered.
 */
export async function acceptFiles(fastify: FastifyInstance): Promise<void> {
  fastify.addHook('onRoute', (route) => {
    if (route.config?.operation?.takesFile === true) route.bodyLimit = BUFFERED;
  });
  fastify.addHook('preParsing', (request, reply, _payload, done) => {
    if (!takesFile(request)) {
      done();
      return;
    }
    const { socket } = request.raw;
    uploading.add(socket);
    reply.raw.once('close', () => {
      uploading.delete(socket);
    });
    done();
  });
  await fastify.register(multipart);
  fastify.addContentTypeParser('*', (request, payload, done) => {
    if (takesFile(request)) done(null, payload);
    else done(new UnsupportedMediaTypeError('Send the body as application/json'));
  });
  fastify.addHook('preValidation', (request, _reply, done) => {
    const isRefused = request.isMultipart() && !takesFile(request);
    done(isRefused ? new UnsupportedMediaTypeError('Send the body as application/json') : undefined);
  });
}

/** Whether a file arrives on a connection: `REQUEST_TIMEOUT_SECONDS` does not end it, its reader watches its progress. */
export function isUploading(socket: Socket): boolean {
  return uploading.has(socket);
}

/** Whether the body of a request is a file that is read as it arrives. */
export function takesFile({ routeOptions }: Pick<FastifyRequest, 'routeOptions'>): boolean {
  return routeOptions.config.operation?.takesFile === true;
}
