import type { FastifyInstance, HTTPMethods } from 'fastify';
import findMyWay from 'find-my-way';
import type { RouteOperation } from '../api/operation.js';

/** Part of a path that is longer is answered with 414; the longest id is a UUID. */
export const MAX_PARAM_LENGTH = 200;

type ErrorShape = RouteOperation['errorShape'];

interface KnownPath {
  methods: Set<string>;
  /** The shape in which its operations answer errors. */
  shape: ErrorShape;
}

/** The methods of each registered path, to distinguish 405 from 404. */
export class AllowedMethods {
  private readonly router = findMyWay({ maxParamLength: MAX_PARAM_LENGTH });
  private readonly paths = new Map<string, KnownPath>();

  /** Must be called before the first route is registered. */
  watch(fastify: FastifyInstance): void {
    fastify.addHook('onRoute', ({ url, method, config }) => {
      // A route for every path, as for preflights, does not mean that a path exists.
      if (url !== '*') this.add(url, [method].flat(), config?.operation?.errorShape);
    });
  }

  /** The methods that `path` (percent-encoded, without its query) answers; none if it is unknown. */
  of(path: string): string[] {
    return [...(this.find(path)?.methods ?? [])].sort();
  }

  /** The shape in which the operations of `path` answer errors. */
  shapeOf(path: string): ErrorShape {
    return this.find(path)?.shape;
  }

  private find(path: string): KnownPath | undefined {
    const match = this.router.find('GET', path);
    const store = match?.store as { url: string } | undefined;
    return store === undefined ? undefined : this.paths.get(store.url);
  }

  private add(url: string, methods: HTTPMethods[], shape: ErrorShape): void {
    const known = this.paths.get(url);
    if (known === undefined) this.router.on('GET', url, () => undefined, { url });
    this.paths.set(url, { methods: new Set([...(known?.methods ?? []), ...methods]), shape: known?.shape ?? shape });
  }
}
