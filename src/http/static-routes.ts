import type { FastifyInstance } from 'fastify';
import type { RouteOperation } from '../api/operation.js';

/** What is declared about paths without parameters, for requests that are answered before they are routed. */
export class StaticRoutes {
  private readonly operations = new Map<string, RouteOperation>();

  /** Must be called before the first route is registered. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, config }) => {
      if (config?.operation !== undefined) this.operations.set(url, config.operation);
    });
  }

  /** @param url path and query of a request */
  operationAt(url: string): RouteOperation | undefined {
    return this.operations.get(url.split('?', 1)[0] ?? '');
  }
}
