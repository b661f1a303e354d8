import { newId } from '../ids/new-id.js';
import { handlerParameter } from './handler-parameter.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The id of what the request creates. */
    operationId?: string;
  }
}

/**
 * Gives the id under which a handler creates what it creates. A repeat of an idempotent request that broke off has the same id,
 * and so finds what the first one left behind. Whether it is one is known once the handler runs.
 */
export const OperationId = handlerParameter((request) => () => (request.operationId ??= newId()));
